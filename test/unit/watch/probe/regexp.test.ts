import { it } from "vitest";
import { find, matches } from "../../../../src/watch/probe/regexp.ts";

it.for([
  ["ell", "hello", true],
  ["^ell", "hello", false],
  ["(?i)HELLO", "hello", true],
  ["x", undefined, false],
  ["^$", "", true],
] as const)("matches(%j, %j) is %s: RE2, unanchored", ([regexp, text, want], { expect }) => {
  expect(matches(regexp, text)).toBe(want);
});

it("a pattern that would take another engine forever takes none", ({ expect }) => {
  expect(matches("^(a+)+$", `${"a".repeat(5_000)}b`)).toBe(false);
});

it("find gives the groups, empty where one took no part", ({ expect }) => {
  expect(find("(a)(b)?", "xa")).toEqual(["a", "a", ""]);
  expect(find("b", "xa")).toBeUndefined();
});
