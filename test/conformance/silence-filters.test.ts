import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/alert/fingerprint.ts";
import type { Labels } from "../../src/alert/labels.ts";
import { matchesFilter } from "../../src/silence/silence.ts";
import { SilenceIndex } from "../../src/silence/silence-index.ts";
import { sample } from "../unit/silence/sample.ts";
import { compileNamed, type NamedMatcher } from "./silence-store.ts";
import { readTable } from "./table.ts";

const { silenceFilter, matcherSets } = readTable<{
  silenceFilter: {
    source: string;
    cases: { silenceMatchers: NamedMatcher[]; filter: NamedMatcher[]; expected: boolean }[];
  };
  matcherSets: { matcherSets: NamedMatcher[][]; labels: Labels; matches: boolean }[];
}>("silence-filter");

describe(`a filter asks for a matcher as it is written: ${silenceFilter.source}`, () => {
  it.for(silenceFilter.cases)("$filter on $silenceMatchers: $expected", (row) => {
    const silence = sample({ matchers: row.silenceMatchers.map(compileNamed) });
    expect(matchesFilter(silence, row.filter.map(compileNamed))).toBe(row.expected);
  });
});

describe("a silence falls on alerts as in silence_test.go TestQMatches", () => {
  it.for(matcherSets)("$matcherSets on $labels: $matches", ({ labels, matcherSets: sets, matches }) => {
    // The API knows one set per silence, so sets that are alternatives are so many silences.
    const index = new SilenceIndex();
    for (const [id, set] of sets.entries()) {
      index.set(sample({ id: `${id}`, matchers: set.map(compileNamed) }));
    }
    expect(index.silencedBy(fingerprint(labels), labels, 1500).length > 0).toBe(matches);
  });
});
