import { describe, expect, test } from "vitest";
import { compileRegexp } from "../../../src/alert/matcher-regexp.ts";

function matches(pattern: string, value: string): boolean {
  const regexp = compileRegexp(pattern);
  if (!regexp.ok) throw new Error(regexp.error);
  return regexp.value(value);
}

describe("literal alternations", () => {
  test.each([
    ["a|b", "b", true],
    ["a|b", "a|b", false],
    ["a|b", "", false],
    ["a|", "", true],
    ["", "", true],
    ["", "a", false],
    ["HostDown|DiskFull", "HostDown", true],
    ["HostDown|DiskFull", "HostDownX", false],
    ["web-1:9100", "web-1:9100", true],
    ["two\nlines", "two\nlines", true],
    ["☕|😀", "😀", true],
  ])("%j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });
});

describe("expressions that only look literal", () => {
  test.each([
    ["a.c", "abc", true],
    ["a{2}", "aa", true],
    ["a+|b", "aa", true],
    ["(a|b)", "b", true],
    ["[ab]|c", "b", true],
    ["a\\|b", "a|b", true],
    ["^a$", "a", true],
    ["a?", "", true],
  ])("%j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });
});

describe("group names that occur twice, which Go accepts", () => {
  test.each([
    ["(?P<n>a)(?P<n>b)", "ab", true],
    ["(?P<n>a)(?P<n>b)", "ba", false],
    ["(?<n>a)|(?P<n>b)", "b", true],
    ["(?P<n>a)(?P<n>[(?P<n>]+)", "a<P?(", true],
    ["(?P<n>a)(?P<n>[]\\](?P<n>]+)", "a]n", true],
    ["(?P<n>a)(?P<n>[[:alpha:](?P<x>]+)", "az<", true],
    ["(?P<n>a)(?P<n>\\(?P<n>)", "aP<n>", true],
    ["(?P<n>a)(?P<n>\\Q(?P<n>\\E)", "a(?P<n>", true],
    ["(?P<n>a)(?P<n>b)(?i:C)", "abc", true],
  ])("%j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test.each(["(?P<n>a)(?P<n>b", "(?P<n>a)(?P<n>b)(?P<n-x>c)", "(?P<n>a)(?P<n>b)(?P<>c)"])(
    "%j is still refused for its other fault",
    (pattern) => expect(compileRegexp(pattern).ok).toBe(false),
  );
});

describe("upstream's anchors are part of the text", () => {
  test.each([
    [")(", "", true],
    [")(", "a", false],
    ["a)|(?:b", "ax", true],
    ["\\Qa.b\\E", "a.b", true],
    ["\\Qa.b\\E", "axb", false],
  ])("%j on %j: %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test.each(["\\Qa", "a\\Q", "(\\Q", "a)"])("%j is refused", (pattern) => {
    expect(compileRegexp(pattern).ok).toBe(false);
  });
});

describe("an expression made to be slow answers at once", () => {
  // As long as a label value may be.
  const value = "a".repeat(4096);
  test.each([
    "(a+)+b",
    "(a*)*b",
    "(a|aa)+b",
    "(.*a){20}b",
    "(.*.*.*)*b",
    "(a?){500}a{500}b",
    "a{1000}b",
    "(?:(?:a{0,30}){0,30})b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "\\pL{1000}b",
    "(?i)\\w{1000}\\p{Lu}b",
  ])("%s", (pattern) => {
    const startedAt = performance.now();
    expect(matches(pattern, value)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test.each(["\\p{", "[", "(", "\\Q", "(?P<n>", "[[:"])("many a %s are refused as fast", (piece) => {
    const startedAt = performance.now();
    compileRegexp(piece.repeat(10_000));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
