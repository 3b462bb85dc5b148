import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { hasEnded, mergeSpans, overlaps, type Span, spanOf } from "../../../src/alert/span.ts";
import { timestampOf } from "../../../src/alert/timestamp.ts";
import { ended, NOW, SPAN, source } from "./sources.ts";

const fixture = `${import.meta.dirname}/../../fixtures/conformance/alert-merge.json`;
interface Relative {
  readonly startsAtRel: number;
  readonly endsAtRel: number;
  readonly timeout: boolean;
}
const { cases }: { cases: { a: Relative; b: Relative; result: Relative }[] } = JSON.parse(
  readFileSync(fixture, "utf8"),
);

function span(startsIn: number, endsIn: number, isTimeout = false): Span {
  return {
    startsAt: timestampOf(NOW + startsIn * 1_000),
    endsAt: timestampOf(NOW + endsIn * 1_000),
    isTimeout,
  };
}

const relative = ({ startsAtRel, endsAtRel, timeout }: Relative) => span(startsAtRel, endsAtRel, timeout);

describe("mergeSpans", () => {
  it.for(cases.entries().toArray())(
    "merges as upstream does, case %i",
    ([, { a, b, result }], { expect }) => {
      expect(mergeSpans(relative(a), relative(b), NOW)).toEqual(relative(result));
    },
  );
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
