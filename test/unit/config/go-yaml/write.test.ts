import { describe, it } from "vitest";
import { parse } from "yaml";
import { BEST_WIDTH } from "../../../../src/config/go-yaml/canvas.ts";
import { Flow, type YamlScalar, type YamlValue } from "../../../../src/config/go-yaml/value.ts";
import { MAX_SIMPLE_KEY_BYTES, writeYaml } from "../../../../src/config/go-yaml/write.ts";

const WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";

describe("writeYaml", () => {
  const cases: readonly { readonly name: string; readonly value: YamlValue; readonly want: string }[] = [
    { name: "lists under a key at the key's column", value: { a: ["b"], c: 1n }, want: "a:\n- b\nc: 1\n" },
    { name: "lists in lists", value: [["a", ["b"]], []], want: "- - a\n  - - b\n- []\n" },
    { name: "mappings in lists", value: [{ a: "b", c: { d: true } }], want: "- a: b\n  c:\n    d: true\n" },
    {
      name: "what is empty",
      value: { a: {}, b: [], c: null, d: "" },
      want: 'a: {}\nb: []\nc: null\nd: ""\n',
    },
    { name: "no field that is undefined", value: { a: undefined, b: "c" }, want: "b: c\n" },
    { name: "a list on one line", value: { a: new Flow(["x", "y:z", "1"]) }, want: `a: [x, 'y:z', "1"]\n` },
    {
      name: "a mapping on one line behind a scalar that was asked to be",
      value: [{ a: new Flow("x") }, { b: ["c"], d: {} }, { e: "f" }],
      want: "- a: x\n- {b: [c], d: {}}\n- e: f\n",
    },
    {
      name: "a wide list on one line in lines",
      value: { key: new Flow(Array.from({ length: 22 }, (_, index) => BigInt(100 + index))) },
      want:
        "key: [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115,\n" +
        "  116, 117, 118, 119, 120, 121]\n",
    },
    {
      name: "a wide text in lines",
      value: { a: WORDS },
      want: "a: one two three four five six seven eight nine ten eleven twelve thirteen fourteen\n  fifteen\n",
    },
    {
      name: "a wide text in quotes",
      value: { a: `${WORDS}: it's` },
      want:
        "a: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen\n" +
        "  fifteen: it''s'\n",
    },
    {
      name: "a wide text with escapes, and a sign before spaces that begin a line",
      value: { a: `${"\\x".repeat(40)}   end of\tit` },
      want: `a: "${"\\\\x".repeat(40)}\n  \\  end of\\tit"\n`,
    },
    { name: "lines", value: { a: "b\nc\n", d: "e\n\nf" }, want: "a: |\n  b\n  c\nd: |-\n  e\n\n  f\n" },
    { name: "lines that end in many", value: ["a\n\n", "\n"], want: "- |+\n  a\n\n- |2+\n\n" },
    { name: "lines that begin with a space", value: { a: " b\nc" }, want: "a: |2-\n   b\n  c\n" },
    { name: "lines with a space at an end", value: ["a \nb", "a\nb "], want: '- "a \\nb"\n- "a\\nb "\n' },
    { name: "lines in brackets", value: { a: new Flow(["b\nc"]) }, want: 'a: ["b\\nc"]\n' },
    {
      name: "what YAML 1.1 would take for something else",
      value: ["yes", "08", "1:30"],
      want: '- "yes"\n- "08"\n- "1:30"\n',
    },
    {
      name: "what looks like a mark",
      value: ["- a", "#b", "c: d", "e #f"],
      want: "- '- a'\n- '#b'\n- 'c: d'\n- 'e #f'\n",
    },
    { name: "marks that are none", value: ["-a", "b#", "c:d", "e-f"], want: "- -a\n- b#\n- c:d\n- e-f\n" },
    {
      name: "what cannot be printed",
      value: ["\t", "\u{1F600}é", "\u0001\u0085\u2028", "\ufeff\u007f"],
      want: '- "\\t"\n- "\\U0001F600é"\n- "\\x01\\N\\L"\n- "\\uFEFF\\x7F"\n',
    },
    {
      name: "floats as Go does",
      value: [1, 1.5, 100000, 1e6, 1234567.5, 0.0001, 0.00001, -0, Number.NaN, Number.NEGATIVE_INFINITY],
      want: "- 1\n- 1.5\n- 100000\n- 1e+06\n- 1.2345675e+06\n- 0.0001\n- 1e-05\n- -0\n- .nan\n- -.inf\n",
    },
    {
      name: "a map by its keys",
      value: new Map(["b", "x10", "x9", "a", "1", "10", "9", "B", "é", "_", "x"].map((key) => [key, 1n])),
      want: '_: 1\n"1": 1\n"9": 1\n"10": 1\nB: 1\na: 1\nb: 1\nx: 1\nx9: 1\nx10: 1\né: 1\n',
    },
    {
      name: "a map with keys of any kind",
      value: new Map<YamlScalar, YamlValue>([
        ["a", 1n],
        [null, 2n],
        [3n, 3n],
        [2.5, 4n],
        [true, 5n],
      ]),
      want: "true: 5\n2.5: 4\n3: 3\nnull: 2\na: 1\n",
    },
    { name: "a key of several lines", value: new Map([["a\nb", ["c"]]]), want: "? |-\n  a\n  b\n: - c\n" },
    { name: "a text alone", value: "a", want: "a\n" },
  ];
  it.for(cases)("writes $name", ({ value, want }, { expect }) => {
    expect(writeYaml(value)).toBe(want);
  });

  it.for(cases)("writes $name so that it can be read", ({ want }, { expect }) => {
    expect(() => parse(want, { version: "1.1", intAsBigInt: true })).not.toThrow();
  });

  it("sets a key above its value once it is longer than the limit", ({ expect }) => {
    const key = "é".repeat(MAX_SIMPLE_KEY_BYTES / 2);
    expect(writeYaml({ [key]: "v" })).toBe(`${key}: v\n`);
    expect(writeYaml({ [`${key}x`]: "v" })).toBe(`? ${key}x\n: v\n`);
  });

  it("breaks no line that is just wide enough", ({ expect }) => {
    const line = "x".repeat(BEST_WIDTH);
    expect(writeYaml(`${line} y`)).toBe(`${line} y\n`);
    expect(writeYaml(`${line}x y`)).toBe(`${line}x\n  y\n`);
  });
});
