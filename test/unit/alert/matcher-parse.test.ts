import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMatcher, type Matcher, type MatchOp } from "../../../src/alert/matcher.ts";
import { type ParseMode, parseMatcher, parseMatchers } from "../../../src/alert/matcher-parse.ts";
import { text } from "./fixtures.ts";

type Written = [name: string, op: MatchOp, value: string];

const MODES: readonly ParseMode[] = ["classic", "utf8", "fallback"];

/** Null for a refusal. */
function parsed(input: string, mode: ParseMode): Written[] | null {
  const list = parseMatchers(input, mode);
  return list.ok ? list.value.map(written) : null;
}

function written({ name, op, value }: Matcher): Written {
  return [name, op, value];
}

describe("where upstream's tests are silent", () => {
  test.each<[string, ParseMode, Written[] | null]>([
    // A comma inside quotes leaves a backslash pending: upstream's slip, kept.
    ['a="\\,",b="c"', "classic", null],
    ["a=b,,c=d", "classic", null],
    ["a=b, \u00a0", "classic", [["a", "=", "b"]]],
    ["a\u00a0=b", "classic", null],
    ["a=b\u00a0", "classic", [["a", "=", "b"]]],
    ["\u00a0a=b", "classic", [["a", "=", "b"]]],
    [
      "a=b\u00a0,c=d",
      "classic",
      [
        ["a", "=", "b\u00a0"],
        ["c", "=", "d"],
      ],
    ],
    ["\u00a0a=b,c=d", "classic", null],
    ["a=b\nc", "classic", [["a", "=", "b\nc"]]],
    ["a=~b|c", "classic", [["a", "=~", "b|c"]]],
    ["a\u00a0=\u2003b", "utf8", [["a", "=", "b"]]],
    ["a\ufeff=b", "utf8", [["a\ufeff", "=", "b"]]],
    ['"a\\x41"="\\101\\u0042\\a"', "utf8", [["aA", "=", "AB\x07"]]],
    ['a="\\400"', "utf8", null],
    ['a="\\ud800"', "utf8", null],
    ['a="\\U00110000"', "utf8", null],
    ['a="\\\'"', "utf8", null],
    ['a="\\xff"', "utf8", null],
    ['a="\\xef\\xbb\\xbfb"', "utf8", [["a", "=", "\ufeffb"]]],
    ["a=b,,c=d", "utf8", null],
    ["{a=b},", "utf8", null],
    ["{a=b}{c=d}", "utf8", null],
    ["a=b c=d", "utf8", null],
    ['""="b"', "utf8", [["", "=", "b"]]],
    ['a="\ud83d"', "fallback", [["a", "=", "\ufffd"]]],
  ])("%j in %s mode", (input, mode, expected) => {
    expect(parsed(input, mode)).toEqual(expected);
  });
});

describe("a refusal quotes the input and says what is wrong", () => {
  test.each([
    ["a=~(", 'Cannot parse matcher "a=~(": error parsing regexp: missing closing ): `^(?:()$`'],
    ["hello", 'Cannot parse matcher "hello": expected one of =, !=, =~ and !~, found the end'],
    ['job="value', 'Cannot parse matcher "job=\\"value": the double quote at position 5 is never closed'],
    ["☕ ~", 'Cannot parse matcher "☕ ~": ~ at position 3 must stand in double quotes'],
    ["=b", 'Cannot parse matcher "=b": expected a label name, found = at position 1'],
    [
      '{a=b "c"',
      'Cannot parse matcher "{a=b \\"c\\"": expected a comma or a closing brace, found "c" at position 6',
    ],
    [
      '"a"="\\d"',
      'Cannot parse matcher "\\"a\\"=\\"\\\\d\\"": "\\d" at position 5 has an escape that Go does not know',
    ],
  ])("%s", (input, message) => {
    expect(parseMatchers(input)).toEqual({ ok: false, error: message });
  });

  test.each([
    ["", 'Cannot parse matcher "": there is no matcher'],
    ['"a"=b,c=d', 'Cannot parse matcher "\\"a\\"=b,c=d": expected one matcher, found 2'],
    ["{a=b}", 'Cannot parse matcher "{a=b}": braces are not allowed around a single matcher'],
  ])("%s, alone", (input, message) => {
    expect(parseMatcher(input)).toEqual({ ok: false, error: message });
  });

  test("in classic mode with classic reasons", () => {
    expect(parseMatchers("a", "classic")).toEqual({
      ok: false,
      error: 'Cannot parse matcher "a": not of the form name=value, with one of =, !=, =~ and !~',
    });
    expect(parseMatchers('a=b"', "classic").ok).toBe(false);
  });
});

describe("any input", () => {
  test("is parsed or refused, never thrown at", () => {
    const anything = fc.oneof(text, fc.string({ unit: fc.constantFrom(...'ab"\\,={}~!( \n') }));
    fc.assert(
      fc.property(anything, fc.constantFrom(...MODES), (input, mode) => {
        for (const result of [parseMatchers(input, mode), parseMatcher(input, mode)]) {
          expect(result.ok || result.error.startsWith("Cannot parse matcher ")).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("that formatMatcher printed is read back as it was", () => {
    const name = text.filter((value) => value !== "");
    fc.assert(
      fc.property(name, fc.constantFrom<MatchOp>("=", "!="), text, (label, op, value) => {
        const printed = formatMatcher({ name: label, op, value });
        expect(parsed(printed, "fallback")).toEqual([[label, op, value]]);
      }),
    );
  });

  test.each([
    ["spaces", `a=${" ".repeat(100_000)}b${" ".repeat(100_000)}c`],
    ["matchers", "a=b,".repeat(20_000)],
    ["braces", "{".repeat(100_000)],
    ["quotes", '"'.repeat(100_001)],
    ["backslashes", `a="${"\\".repeat(100_001)}`],
  ])("is settled in time that grows with its length: %s", (_, input) => {
    const startedAt = performance.now();
    for (const mode of MODES) parseMatchers(input, mode);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
