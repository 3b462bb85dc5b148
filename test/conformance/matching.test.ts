import { describe, expect, test } from "vitest";
import type { Labels } from "../../src/alert/labels.ts";
import { compileMatcher, matchesAll } from "../../src/alert/matcher.ts";
import { compile, readTable, type WrittenMatcher } from "./table.ts";

interface Row {
  readonly sets: readonly (readonly WrittenMatcher[])[];
  readonly labels: Labels;
  readonly matches: boolean | null;
  readonly test: string;
}

const { cases } = readTable<{ cases: Row[] }>("matching");

describe("matching agrees with upstream", () => {
  test.each(cases.filter((row) => row.matches !== null))(
    "$sets on $labels: $matches ($test)",
    ({ sets, labels, matches }) => {
      expect(sets.some((set) => matchesAll(set.map(compile), labels))).toBe(matches);
    },
  );

  test.each(cases.filter((row) => row.matches === null))("$sets is refused ($test)", ({ sets }) => {
    const verdicts = sets.flat().map((matcher) => compileMatcher(...matcher).ok);
    expect(verdicts).toEqual([false]);
  });
});

describe("regular expressions match what they match for `amtool` 0.33.1", () => {
  const { values, cases: patterns } = readTable<{
    values: string[];
    cases: { pattern: string; matches: number[] | null }[];
  }>("regexp-verdicts");

  test.each(patterns)("$pattern", ({ pattern, matches }) => {
    const matcher = compileMatcher("a", "=~", pattern);
    if (matches === null) return expect(matcher.ok).toBe(false);
    const matched = values.filter((a) => matcher.ok && matcher.value.matches({ a }));
    expect(matched).toEqual(matches.map((index) => values[index]));
  });
});
