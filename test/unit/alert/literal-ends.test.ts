import * as fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { literalEnds } from "../../../src/alert/literal-ends.ts";

describe("literalEnds", () => {
  it.each([
    ["web-.*", "web-", ""],
    [".*-batch", "", "-batch"],
    ["web-.*-batch", "web-", "-batch"],
    ["db-(1|spare-.*)", "db-", ""],
    ["(a|b)-eu", "", "-eu"],
    ["(?:a|b)-eu", "", "-eu"],
    ["(?P<n>a|b)-eu", "", "-eu"],
    ["web-[0-9|]+\\.example\\.com", "web-", ".example.com"],
    ["web-\\d+", "web-", ""],
    ["☕.*😀", "☕", "😀"],
    ["", "", ""],
  ])("of %j are %j and %j", (expression, prefix, suffix) => {
    expect(literalEnds(expression)).toEqual({ prefix, suffix });
  });

  it.each([
    ["alternatives", "web-.*|.*-batch"],
    ["alternatives after a class that holds a parenthesis", "a[(]|b"],
    ["alternatives after an escaped parenthesis", "a\\(|b"],
    ["flags for all", "(?i)web-.*-batch"],
    ["flags for a group", "web-(?i:x)"],
  ])("are unknown with %s", (_, expression) => {
    expect(literalEnds(expression)).toEqual({ prefix: "", suffix: "" });
  });

  it.each([
    ["ab*", "a", ""],
    ["ab?c", "a", "c"],
    ["ab{0,2}", "a", ""],
    ["a*", "", ""],
    [".a+", "", ""],
    ["😀*", "", ""],
  ])("of %j leave out what is repeated", (expression, prefix, suffix) => {
    expect(literalEnds(expression)).toEqual({ prefix, suffix });
  });

  it.each([".\\pL", ".\\PL", ".\\x41", ".\\012", ".\\d1"])(
    "of %j do not take an escape for its letters",
    (expression) => {
      expect(literalEnds(expression).suffix).toBe("");
    },
  );

  it("hold of every value that matches", () => {
    const piece = fc.constantFrom(
      ...["a", "b", "ab", ".", "\\.", "[ab]", "[^(|]", "(a|b)", "(?:ab|)", "(?i:a)", "(?i)b", "a|b", "\\pL"],
      ...["\\x41", "(", ")", "|", "*", "+", "?", "{0,1}", "{2}", "😀", "^", "$", "\\b", ".*"],
    );
    const value = fc.string({ unit: fc.constantFrom("a", "b", "A", ".", "|", "😀"), maxLength: 6 });
    const expression = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const check = fc.property(expression, fc.array(value, { minLength: 20 }), (text, values) => {
      const compiled = compile(text);
      fc.pre(compiled !== undefined);
      const { prefix, suffix } = literalEnds(text);
      for (const one of values.filter((each) => compiled.testExact(each))) {
        expect([text, one.startsWith(prefix), one.endsWith(suffix)]).toEqual([text, true, true]);
      }
    });
    fc.assert(check, { numRuns: 2_000 });
  });
});

function compile(expression: string): RE2JS | undefined {
  try {
    return RE2JS.compile(expression);
  } catch {
    return undefined;
  }
}
