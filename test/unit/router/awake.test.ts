import { describe, it } from "vitest";
import { WAKE_GRACE_MS } from "../../../src/alert/lease.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { awake } from "../../../src/router/awake.ts";
import { alertOf, ended, HOUR, NOW, renewed, SPAN, source } from "../alert/sources.ts";

const QUARTER = 3 * HOUR;
const long = renewed(2 * SPAN);

function leases(alert: ReturnType<typeof alertOf>): Record<string, number> {
  const { sources } = awake(alert, NOW).alert;
  return Object.fromEntries([...sources].map(([sender, { leaseEndsAt }]) => [sender, leaseEndsAt]));
}

describe("awake", () => {
  const explicit = source({ endsAt: timestampOf(NOW - 1), leaseEndsAt: NOW - 1, writtenEndsAt: NOW - 1 });
  const cases = [
    {
      name: "trusts a lease a quarter longer than written",
      sources: { a: source() },
      want: { a: NOW + SPAN + QUARTER },
    },
    {
      name: "trusts one that memory may have held up to now",
      sources: { a: renewed(SPAN + QUARTER - 1) },
      want: { a: NOW + 1 },
    },
    {
      name: "gives a minute where no lease can have held up to now",
      sources: { a: renewed(SPAN + QUARTER) },
      want: { a: NOW + WAKE_GRACE_MS },
    },
    {
      name: "gives none to a silent sender beside a live one",
      sources: { a: long, b: source() },
      want: { a: NOW - SPAN + QUARTER, b: NOW + SPAN + QUARTER },
    },
    {
      name: "gives it to all where all fell silent",
      sources: { a: long, b: long },
      want: { a: NOW + WAKE_GRACE_MS, b: NOW + WAKE_GRACE_MS },
    },
    {
      name: "keeps an end that the sender named, also one that passed",
      sources: { a: explicit },
      want: { a: NOW - 1 },
    },
    {
      name: "wakes no resolve",
      sources: { a: ended(5), b: source() },
      want: { a: NOW - 5, b: NOW + SPAN + QUARTER },
    },
  ];
  it.for(cases)("$name", ({ sources, want }, { expect }) => {
    expect(leases(alertOf(sources))).toEqual(want);
  });

  it.for(["stale", "resolved"] as const)("does not revive what storage holds as %s", (status, { expect }) => {
    const alert = alertOf({ a: renewed(SPAN) }, { status });
    expect(awake(alert, NOW)).toEqual({ alert, isNewGrace: false });
  });

  it("says when storage must learn of a respite, and only then", ({ expect }) => {
    const first = awake(alertOf({ a: long }), NOW);
    expect(first.isNewGrace).toBe(true);
    expect(awake(first.alert, NOW + WAKE_GRACE_MS).isNewGrace, "woken by its end").toBe(false);
    expect(awake(alertOf({ a: source() }), NOW).isNewGrace, "no respite").toBe(false);
  });
});
