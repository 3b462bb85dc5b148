import { describe, it } from "vitest";
import { hasEnded, mergeSpans, overlaps, type Span, spanOf } from "../../../src/alert/span.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { ended, NOW, SPAN, source } from "./sources.ts";

function span(startsIn: number, endsIn: number, isTimeout = false): Span {
  return {
    startsAt: timestampOf(NOW + startsIn * 1_000),
    endsAt: timestampOf(NOW + endsIn * 1_000),
    isTimeout,
  };
}

describe("mergeSpans", () => {
  const rows = [
    { name: "a named end outlasts a timeout", old: span(-60, 90), young: span(-30, 60, true), endsIn: 90 },
    { name: "a timeout yields to a named end", old: span(-60, 90, true), young: span(-30, 60), endsIn: 60 },
    { name: "an end that has come counts at once", old: span(-60, 90), young: span(-30, 0), endsIn: 0 },
    { name: "of two ends that have come the later", old: span(-60, -5), young: span(-60, -9), endsIn: -5 },
  ];
  it.for(rows)("$name", ({ old, young, endsIn }, { expect }) => {
    const want = { ...span(-60, endsIn), isTimeout: young.isTimeout };
    expect(mergeSpans(old, young, NOW)).toEqual(want);
  });
});

describe("overlaps", () => {
  const rows = [
    { name: "begins within", young: span(-30, 90), want: true },
    { name: "ends within", young: span(-90, 30), want: true },
    { name: "lies within", young: span(-30, 30), want: true },
    { name: "begins where the other ends", young: span(60, 90), want: false },
    { name: "ends where the other begins", young: span(-90, -60), want: false },
    {
      name: "has the same start and a later end, so that there is nothing to merge",
      young: span(-60, 90),
      want: false,
    },
    { name: "has the same start and an earlier end", young: span(-60, 30), want: true },
    { name: "encloses the other", young: span(-90, 90), want: false },
    { name: "comes later", young: span(90, 120), want: false },
  ];
  it.for(rows)("$want for one that $name", ({ young, want }, { expect }) => {
    expect(overlaps(span(-60, 60), young)).toBe(want);
  });
});

it("a span has ended at its end, not before", ({ expect }) => {
  expect([hasEnded(span(-60, 0), NOW), hasEnded(span(-60, 0), NOW - 1)]).toEqual([true, false]);
});

describe("spanOf", () => {
  it("is from the start to the end of the lease while it fires", ({ expect }) => {
    const { startsAt } = source();
    const want = { startsAt, endsAt: timestampOf(NOW + SPAN), isTimeout: false };
    expect(spanOf(source())).toEqual(want);
    expect(spanOf(source({ isTimeout: true }))).toEqual({ ...want, isTimeout: true });
  });

  it("ends where its sender said, once resolved", ({ expect }) => {
    expect(spanOf(ended(5_000)).endsAt).toEqual(timestampOf(NOW - 6_000));
  });
});
