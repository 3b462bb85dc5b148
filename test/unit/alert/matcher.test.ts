import { describe, expect, test } from "vitest";
import {
  compileMatcher,
  formatMatcher,
  type Matcher,
  type MatchOp,
  matchesAll,
  mayMatchEmpty,
} from "../../../src/alert/matcher.ts";

type Written = [name: string, op: MatchOp, value: string];

function compile([name, op, value]: Written): Matcher {
  const matcher = compileMatcher(name, op, value);
  if (!matcher.ok) throw new Error(matcher.error);
  return matcher.value;
}

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
  test.each<[Written, string]>([
    [["foo bar", "=", "a\tb"], '"foo bar"="a\\tb"'],
    [["a\u0085", "=", "b"], '"a\\u0085"="b"'],
    [["a'", "=~", 'x"y'], '"a\'"=~"x\\"y"'],
    [["", "=", ""], '=""'],
  ])("prints %j as %s", (written, expected) => {
    expect(formatMatcher(compile(written))).toBe(expected);
  });
});
