import { describe, expect, test } from "vitest";
import { compileRegexp, MAX_REMEMBERED_LENGTH, MAX_VERDICTS } from "../../../src/alert/matcher-regexp.ts";

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

describe("remembered verdicts", () => {
  test("stay right past the bound, for values seen before and after it", () => {
    const regexp = compileRegexp("web-\\d*[02468]");
    if (!regexp.ok) throw new Error(regexp.error);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < MAX_VERDICTS + 10; i++) expect(regexp.value(`web-${i}`)).toBe(i % 2 === 0);
    }
  });

  test("stay right for values too long to be remembered", () => {
    const long = "x".repeat(MAX_REMEMBERED_LENGTH);
    for (const value of [long, `${long}x`, `${long}y`, `${long}x`]) {
      expect(matches("x+", value)).toBe(!value.endsWith("y"));
    }
  });

  test("are bounded to half a megabyte a matcher", () => {
    expect(MAX_VERDICTS * MAX_REMEMBERED_LENGTH * 2).toBeLessThanOrEqual(512 * 1024);
  });
});

test("an expression made to backtrack answers at once", () => {
  const startedAt = performance.now();
  expect(matches("(a+)+b", "a".repeat(40))).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
