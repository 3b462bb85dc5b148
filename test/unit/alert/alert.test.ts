import { describe, it } from "vitest";
import { isAbsent, isLeasedByWebhook, lastRenewedAt } from "../../../src/alert/alert.ts";
import { alertOf, ended, HOUR, NOW, renewed, source } from "./sources.ts";

describe("isAbsent", () => {
  const out = source({ contexts: { c1: false } });
  const cases = [
    { name: "is false while the last payload held the alert", sources: { a: source() }, want: false },
    { name: "is true once a complete payload left it out", sources: { a: out }, want: true },
    {
      name: "is true when the sender names no group at all",
      sources: { a: source({ contexts: {} }) },
      want: true,
    },
    {
      name: "is false while another group of the sender holds it",
      sources: { a: source({ contexts: { c1: false, c2: true } }) },
      want: false,
    },
    {
      name: "is false while the other side of a pair holds it",
      sources: { a: out, b: source() },
      want: false,
    },
    { name: "is true once both sides left it out", sources: { a: out, b: out }, want: true },
    { name: "leaves out whoever resolved it", sources: { a: out, b: ended(HOUR) }, want: true },
    { name: "is false when nobody says that it fires", sources: { a: ended(HOUR) }, want: false },
    {
      name: "is false for what came by the API, which knows no payloads",
      sources: { a: source({ via: "api", contexts: {} }) },
      want: false,
    },
    {
      name: "is false while the API keeps it, whatever a webhook left out",
      sources: { a: out, b: source({ via: "api", contexts: {} }) },
      want: false,
    },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(isAbsent(alertOf(sources))).toBe(want);
  });
});

describe("lastRenewedAt", () => {
  const cases = [
    { name: "is the only renewal", sources: { a: renewed(HOUR) }, want: NOW - HOUR },
    { name: "is the latest of several", sources: { a: renewed(HOUR), b: renewed(5) }, want: NOW - 5 },
    {
      name: "is no resolve, which renews nothing",
      sources: { a: renewed(HOUR), b: ended(5) },
      want: NOW - HOUR,
    },
    { name: "is never where nobody says that it fires", sources: { b: ended(5) }, want: 0 },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(lastRenewedAt(alertOf(sources))).toBe(want);
  });
});

describe("isLeasedByWebhook", () => {
  const cases = [
    { name: "holds for one webhook", sources: { a: source() }, want: true },
    { name: "holds for a pair", sources: { a: source(), b: source() }, want: true },
    { name: "fails for the API", sources: { a: source({ via: "api" }) }, want: false },
    { name: "fails for our own alerts", sources: { a: source({ via: "self" }) }, want: false },
    {
      name: "fails where the API fires it too",
      sources: { a: source(), b: source({ via: "api" }) },
      want: false,
    },
    {
      name: "holds again once the API resolved it",
      sources: { a: source(), b: ended(5, { via: "api" }) },
      want: true,
    },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(isLeasedByWebhook(alertOf(sources))).toBe(want);
  });
});
