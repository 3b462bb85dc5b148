import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commonLabels,
  compareLabels,
  formatLabels,
  goQuote,
  type Labels,
  labelsKey,
  labelValue,
  sortByLabels,
  sortedNames,
  withoutEmpty,
} from "../../../src/alert/labels.ts";
import { labelPairs, text } from "./fixtures.ts";

/** Plain `{ __proto__: "x" }` would set the prototype; JSON makes a key of it. */
const withProto: Labels = JSON.parse('{"__proto__":"x","a":"1"}');

describe("labelValue", () => {
  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "is empty for %s, which every object has but no alert",
    (name) => expect(labelValue({ a: "1" }, name)).toBe(""),
  );

  test("finds a label that is named __proto__", () => {
    expect(labelValue(withProto, "__proto__")).toBe("x");
  });
});

describe("sortedNames", () => {
  test("orders by UTF-8 bytes, where surrogates come last", () => {
    const labels = { "😀": "1", "\uffff": "1", b: "1", B: "1", a10: "1", a2: "1" };
    expect(sortedNames(labels)).toEqual(["B", "a10", "a2", "b", "\uffff", "😀"]);
  });
});

function asSet(pairs: readonly [string, string][]): string {
  return pairs
    .map((pair) => JSON.stringify(pair))
    .sort()
    .join();
}

describe("labelsKey", () => {
  test.each<[Labels, Labels]>([
    [{ a: "1" }, { a: "2" }],
    [{ a: "1" }, { b: "1" }],
    [{ ab: "c" }, { a: "bc" }],
    [{ a: "1", b: "2" }, { a: '1","b":"2' }],
    [
      { a: "1\0b", c: "2" },
      { a: "1", "b\0c": "2" },
    ],
    [{ a: "" }, {}],
    [{ a: "\n" }, { a: "\\n" }],
    [withProto, { a: "1" }],
  ])("tells %j from %j", (a, b) => {
    expect(labelsKey(a)).not.toBe(labelsKey(b));
  });

  test("is the same for the same pairs in any order, and for no others", () => {
    fc.assert(
      fc.property(labelPairs, labelPairs, fc.infiniteStream(fc.nat()), (pairs, others, random) => {
        const shuffled = pairs
          .map((pair) => ({ pair, rank: random.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ pair }) => pair);
        expect(labelsKey(Object.fromEntries(shuffled))).toBe(labelsKey(Object.fromEntries(pairs)));

        const same = asSet(pairs) === asSet(others);
        expect(labelsKey(Object.fromEntries(others)) === labelsKey(Object.fromEntries(pairs))).toBe(same);
      }),
    );
  });
});

describe("formatLabels", () => {
  test("sorts names and quotes values as Go does", () => {
    expect(formatLabels({ b: 'say "x"\n', a: "1" })).toBe('{a="1", b="say \\"x\\"\\n"}');
  });
});

describe("goQuote", () => {
  test.each([
    ["", '""'],
    ["plain text", '"plain text"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["a\\b", '"a\\\\b"'],
    ["\x07\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'],
    ["\0\x1f\x7f", '"\\x00\\x1f\\x7f"'],
    ["café ☕ 😀", '"café ☕ 😀"'],
    ["no-break\u00a0space", '"no-break\\u00a0space"'],
    ["zero\u200bwidth", '"zero\\u200bwidth"'],
    ["line\u2028end", '"line\\u2028end"'],
    ["private \ue000", '"private \\ue000"'],
    ["tag \u{e0001}", '"tag \\U000e0001"'],
    ["half \ud83d", '"half \ufffd"'],
  ])("quotes %j", (value, expected) => expect(goQuote(value)).toBe(expected));
});

describe("withoutEmpty", () => {
  test("drops labels that say nothing", () => {
    expect(withoutEmpty({ a: "1", b: "", c: " " })).toEqual({ a: "1", c: " " });
  });

  test("gives back the very object when nothing is empty", () => {
    const labels = { a: "1" };
    expect(withoutEmpty(labels)).toBe(labels);
  });

  test("keeps a label that is named __proto__", () => {
    const kept = withoutEmpty(JSON.parse('{"__proto__":"x","b":""}'));
    expect(JSON.stringify(kept)).toBe('{"__proto__":"x"}');
  });
});

describe("commonLabels", () => {
  test.each<[string, Labels[], Labels]>([
    ["no set", [], {}],
    ["one set", [{ a: "1" }], { a: "1" }],
    [
      "equal values",
      [
        { a: "1", b: "2" },
        { a: "1", b: "3" },
      ],
      { a: "1" },
    ],
    ["a label that the second lacks", [{ a: "1", b: "2" }, { b: "2" }], { b: "2" }],
    ["a label that the first lacks", [{ b: "2" }, { a: "1", b: "2" }], { b: "2" }],
    ["the third differing", [{ a: "1" }, { a: "1" }, { a: "2" }], {}],
    ["an empty value that the second lacks, as annotations may have", [{ a: "" }, { b: "2" }], { a: "" }],
    ["an empty value that the first lacks", [{ b: "2" }, { a: "", b: "2" }], { b: "2" }],
    ["names that every object has", [{ constructor: "x" }, { a: "1" }], {}],
  ])("of %s", (_, sets, expected) => expect(commonLabels(sets)).toEqual(expected));

  test("keeps a common label that is named __proto__", () => {
    expect(JSON.stringify(commonLabels([withProto, withProto]))).toBe('{"__proto__":"x","a":"1"}');
    expect(JSON.stringify(commonLabels([withProto, { a: "1" }]))).toBe('{"a":"1"}');
  });
});

describe("the order of alerts", () => {
  test("is that of a new list: the one that was given stays as it is", () => {
    const alerts = [{ labels: { job: "b" } }, { labels: { job: "a" } }];
    expect(sortByLabels(alerts).map(({ labels }) => labels.job)).toEqual(["a", "b"]);
    expect(alerts.map(({ labels }) => labels.job)).toEqual(["b", "a"]);
  });

  test.each<[string, Labels, Labels]>([
    ["the lesser job", { job: "a", instance: "z" }, { job: "b", instance: "a" }],
    ["one with a job", { job: "z" }, { instance: "a" }],
    ["one with an instance", { job: "a", instance: "z" }, { job: "a", b: "1" }],
    ["the smaller set", { z: "9" }, { a: "1", b: "2" }],
    ["the set that lacks the first name", { b: "1", c: "1" }, { a: "1", b: "1" }],
    ["the lesser value of the first name that differs", { a: "1", b: "9" }, { a: "2", b: "1" }],
    ["values by bytes", { a: "\uffff" }, { a: "😀" }],
  ])("puts first %s", (_, first, second) => {
    expect(compareLabels(first, second)).toBeLessThan(0);
    expect(compareLabels(second, first)).toBeGreaterThan(0);
  });

  test("is zero for equal sets alone", () => {
    fc.assert(
      fc.property(labelPairs, text, (pairs, value) => {
        const labels = Object.fromEntries(pairs);
        expect(compareLabels(labels, { ...labels })).toBe(0);
        expect(compareLabels(labels, { ...labels, "another name": value })).not.toBe(0);
      }),
    );
  });
});
