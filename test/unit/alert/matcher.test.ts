import { describe, expect, test } from "vitest";
import type { Labels } from "../../../src/alert/labels.ts";
import {
  compileMatcher,
  formatMatcher,
  type Matcher,
  type MatchOp,
  matchesAll,
  mayMatchEmpty,
} from "../../../src/alert/matcher.ts";
import { readFixture } from "./fixtures.ts";

type Written = [name: string, op: MatchOp, value: string];

const cases = readFixture<{
  cases: { sets: Written[][]; labels: Labels; matches: boolean | null; note?: string }[];
  toString: { matcher: Written; string: string }[];
}>("conformance/matching.json");

function compile([name, op, value]: Written): Matcher {
  const matcher = compileMatcher(name, op, value);
  if (!matcher.ok) throw new Error(matcher.error);
  return matcher.value;
}

describe("matching agrees with upstream", () => {
  const valid = cases.cases.filter((row) => row.matches !== null);
  test.each(valid)("$sets on $labels: $matches", ({ sets, labels, matches }) => {
    expect(sets.some((set) => matchesAll(set.map(compile), labels))).toBe(matches);
  });

  const invalid = cases.cases.filter((row) => row.matches === null);
  test.each(invalid)("$sets is refused", ({ sets }) => {
    const results = sets.flat().map(([name, op, value]) => compileMatcher(name, op, value));
    expect(results.map((result) => result.ok)).toEqual([false]);
  });

  test("the table is whole", () => {
    expect([valid.length, invalid.length]).toEqual([94, 13]);
  });
});

describe("compileMatcher", () => {
  test("says what is wrong with the expression", () => {
    expect(compileMatcher("a", "=~", "[regexp")).toEqual({
      ok: false,
      error: "error parsing regexp: missing closing ]: `[regexp)$`",
    });
  });

  test.each(["=", "!="] as const)("does not read the value of %s as an expression", (op) => {
    expect(compileMatcher("a", op, "((").ok).toBe(true);
  });

  test.each(["constructor", "__proto__", "toString"])("takes a missing %s for empty", (name) => {
    expect(compile([name, "=", ""]).matches({ a: "1" })).toBe(true);
    expect(compile([name, "=~", ".+"]).matches({ a: "1" })).toBe(false);
  });

  test("matches a label that is named __proto__", () => {
    expect(compile(["__proto__", "=", "x"]).matches(JSON.parse('{"__proto__":"x"}'))).toBe(true);
  });
});

describe("matchesAll", () => {
  test("holds for no matchers, and not when one of several fails", () => {
    expect(matchesAll([], { a: "1" })).toBe(true);
    expect(matchesAll([compile(["a", "=", "1"]), compile(["b", "=", "2"])], { a: "1" })).toBe(false);
  });
});

describe("mayMatchEmpty", () => {
  test.each<[Written, boolean]>([
    [["a", "=", ""], true],
    [["a", "=", "b"], false],
    [["a", "=~", ""], true],
    [["a", "=~", ".*"], true],
    [["a", "=~", "b|"], true],
    [["a", "=~", ".+"], false],
    [["a", "!=", "b"], false],
    [["a", "!=", ""], false],
    [["a", "!~", "b"], false],
    [["a", "!~", ".*"], false],
  ])("says of %j: %s", (written, expected) => {
    expect(mayMatchEmpty(compile(written))).toBe(expected);
  });
});

describe("formatMatcher", () => {
  test.each(cases.toString)("prints $string as upstream does", ({ matcher, string }) => {
    expect(formatMatcher(compile(matcher))).toBe(string);
  });

  test.each<[Written, string]>([
    [["foo bar", "=", "a\tb"], '"foo bar"="a\\tb"'],
    [["a\u0085", "=", "b"], '"a\\u0085"="b"'],
    [["a'", "=~", 'x"y'], '"a\'"=~"x\\"y"'],
    [["", "=", ""], '=""'],
  ])("prints %j as %s", (written, expected) => {
    expect(formatMatcher(compile(written))).toBe(expected);
  });
});
