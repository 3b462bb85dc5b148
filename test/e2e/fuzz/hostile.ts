import type { Dice } from "../harness/dice.ts";

/** Stands for one of the silences that are stored when it is sent. */
export const KNOWN_SILENCE = "@known-silence@";

/** Names that mean something to JavaScript, to JSON, to Go or to us. */
export const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
  "then",
  "length",
  "0",
  "-1",
  "",
  " ",
  "a b",
  "Σ",
  "a\0b",
  "alertname",
  "severity",
  "labels",
  "name",
  "id",
  "status",
  "identity",
  "x".repeat(300),
] as const;

const TEXTS = [
  ...NAMES,
  "\0",
  "\u0001\u001f\u007f",
  "\u2028\u2029\ufeff\u200b\u202e",
  "\r\nSet-Cookie: a=b",
  "é",
  "😀",
  "e\u0301",
  "\\",
  '"',
  "`",
  "<script>alert(1)</script>",
  "{{ .Labels.alertname }}",
  '{{ template "x" }}',
  "%s%n%00",
  "' OR 1=1; DROP TABLE alerts; --",
  "../../etc/passwd",
  "null",
  "undefined",
  "NaN",
  KNOWN_SILENCE,
  "00000000-0000-4000-8000-000000000000",
] as const;

/** What no JSON parser should take, what loses its precision, and what has another type than expected. */
const LEAVES = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "-1",
  "1.5",
  "1e999",
  "-1e999",
  "1e-999",
  "9007199254740993",
  "123456789012345678901234567890",
  "01",
  "+1",
  ".5",
  "1.",
  "0x10",
  "NaN",
  "Infinity",
  "undefined",
  "[]",
  "{}",
  "[null]",
  "[[]]",
  '{"":""}',
  '""',
  "'a'",
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"a\\ud83d"',
  '"\\u0000"',
  '"\\x41"',
  '"\\u12"',
  '"a\nb"',
  '"\t"',
  '"',
  "/* comment */ 1",
] as const;

const TIMES = [
  "",
  "0001-01-01T00:00:00.000Z",
  "0001-01-01T00:00:00Z",
  "0000-00-00T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "1970-01-01T00:00:00Z",
  "1969-12-31T23:59:59.999Z",
  "2020-01-01T00:00:00Z",
  "2099-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "10000-01-01T00:00:00Z",
  "+010000-01-01T00:00:00Z",
  "-000001-01-01T00:00:00Z",
  "2026-02-29T00:00:00Z",
  "2028-02-29T00:00:00Z",
  "2026-06-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-12-31T23:59:60Z",
  "2026-12-31T24:00:00Z",
  "2099-01-01T00:00:00.123456789Z",
  "2099-01-01T00:00:00.1234567890123Z",
  "2099-01-01T00:00:00,5Z",
  "2099-01-01T00:00:00+24:00",
  "2099-01-01T00:00:00+23:59",
  "2099-01-01T00:00:00-12:00",
  "2099-01-01T00:00:00+0200",
  "2099-01-01T00:00:00",
  "2099-01-01T00:00Z",
  "2099-01-01",
  "2099-1-1T0:0:0Z",
  "2099-01-01 00:00:00Z",
  "2099-01-01t00:00:00z",
  " 2099-01-01T00:00:00Z",
  "2099-W01-1",
  "Mon, 23 Nov 2026 03:28:10 GMT",
  "1795404490",
  "now",
  `2099-01-01T00:00:00.${"1".repeat(5_000)}Z`,
] as const;

/** Expressions that backtrack, that grow when compiled, and that JavaScript and RE2 read differently. */
const REGEXES = [
  "(a+)+$",
  "(a|a)*$",
  "(a|aa)+$",
  "(.*)*x",
  "(.*a){20}",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(x+x+)+y",
  "(?:a?){30}a{30}",
  "(a{1000}){1000}",
  "((a{0,100}){0,100}){0,100}",
  "a{1001}",
  "a{1000}",
  "(((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2})",
  `${"(".repeat(200)}${")".repeat(200)}`,
  `${"(".repeat(2_000)}${")".repeat(2_000)}`,
  `${"a|".repeat(2_000)}a`,
  `[${"a-z".repeat(1_000)}]`,
  "(?i)ſK",
  "\\pL+\\p{Greek}\\P{^Lu}",
  "[[:alpha:]]+",
  "\\Q.*\\E",
  "\\C",
  "(?P<n>a)(?P<n>b)",
  "(?<=a)b",
  "(?!a)b",
  "(a)\\1",
  "[^\\x00-\\x{10FFFF}]",
  "\\x{110000}",
  "[z-a]",
  "*",
  "a**",
  "(",
  "[",
  "\\",
  ".*",
  ".+",
  "",
  "a|b|c",
  "inst-[0-9]+",
] as const;

const MATCHERS = [
  "a=b",
  'a="b"',
  "alertname=A1",
  'severity=~"warn.*"',
  "a!=b",
  "a!~b",
  " a = b ",
  "{a=b}",
  "{}",
  "a",
  "=",
  "a=",
  "=b",
  "a=b,c=d",
  "a==b",
  "a=~",
  '"a b"="c"',
  '"Σ"=b',
  "Σ=b",
  'a="\\u0000"',
  'a="\\q"',
  'a="b',
  'a=b"',
  "a='b'",
  "a=b=c",
  "\0=\0",
  "__proto__=constructor",
  "",
  " ",
  ",",
  "{",
  "a=~b=~c",
] as const;

/** Longest text that is made: past every bound on what is stored, and far under that on a body. */
const LONG = 70_000;

export function hostileText(dice: Dice): string {
  if (dice.chance(0.03)) return dice.pick(["x", "é", "😀", "\0", '"']).repeat(dice.whole(200, LONG / 4));
  return dice.pick(TEXTS);
}

/** One that may be a name or a value all the same: only empty ones may not. */
export function oddText(dice: Dice): string {
  const text = dice.pick(TEXTS);
  return text === "" || text === KNOWN_SILENCE ? "é" : text;
}

export function hostileLeaf(dice: Dice): string {
  if (dice.chance(0.02)) return nested(dice);
  return dice.chance(0.5) ? dice.pick(LEAVES) : JSON.stringify(hostileText(dice));
}

/** Deeper than anything that calls itself can follow. */
function nested(dice: Dice): string {
  const depth = dice.pick([100, 1_000, 10_000, 100_000]);
  const [open, close] = dice.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['[{"__proto__":', "}]"],
  ]);
  return `${open.repeat(depth)}1${dice.chance(0.8) ? close.repeat(depth) : ""}`;
}

export function hostileTime(dice: Dice): string {
  return dice.pick(TIMES);
}

export function hostileRegex(dice: Dice): string {
  return dice.pick(REGEXES);
}

export function hostileMatcher(dice: Dice): string {
  if (dice.chance(0.4)) return dice.pick(MATCHERS);
  if (dice.chance(0.1)) return hostileText(dice);
  const name = dice.chance(0.8) ? dice.pick(["alertname", "instance", "severity"]) : dice.pick(NAMES);
  const op = dice.pick(["=~", "!~", "=", "!="]);
  const value = dice.chance(0.8) ? hostileRegex(dice) : hostileText(dice);
  return `${name}${op}${dice.chance(0.8) ? JSON.stringify(value) : value}`;
}
