import { describe, expect, it } from "vitest";
import type { Matcher } from "../../../src/alert/matcher.ts";
import { Filing } from "../../../src/silence/filing.ts";
import { matchers } from "./sample.ts";

interface Item {
  readonly name: string;
  readonly matchers: readonly Matcher[];
}

function item(text: string): Item {
  return { name: text, matchers: matchers(text) };
}

function filing(...items: Item[]): Filing<Item> {
  const filed = new Filing<Item>();
  for (const one of items) filed.add(one);
  return filed;
}

describe("candidates", () => {
  it.for([
    { text: 'a="1"', labels: { a: "1" }, want: true },
    { text: 'a="1"', labels: { a: "2" }, want: false },
    { text: 'a="1"', labels: { b: "1" }, want: false },
    { text: 'a="1", b="2"', labels: { a: "1", b: "2" }, want: true },
    { text: 'a="1", b=~".*"', labels: { a: "1" }, want: true },
    { text: 'a=""', labels: {}, want: true },
    { text: 'a=""', labels: { b: "1" }, want: true },
    { text: 'a!="1"', labels: {}, want: true },
    { text: 'a=~"1|2"', labels: { a: "2" }, want: true },
    { text: 'a=~"1|2"', labels: { a: "3" }, want: false },
    { text: 'a=~"1|"', labels: {}, want: true },
    { text: 'a=~"1.*"', labels: { a: "3" }, want: true },
  ])("hold $text for $labels: $want", ({ labels, text, want }) => {
    expect(filing(item(text)).candidates(labels)).toHaveLength(want ? 1 : 0);
  });

  it("leave out what shares a common value and differs in a rare one", () => {
    const common = item('job="node"');
    const [one, two] = [item('job="node", instance="1"'), item('job="node", instance="2"')];
    const names = filing(common, one, two)
      .candidates({ job: "node", instance: "1" })
      .map(({ name }) => name);
    expect(names.sort()).toEqual([common.name, one.name].sort());
  });

  it("do not mix up names and values", () => {
    const filed = filing({ name: "x", matchers: matchers('"a\\",\\"b"="c"') });
    expect(filed.candidates({ a: 'b","c' })).toEqual([]);
  });

  it("are gone after delete, wherever they were filed", () => {
    const items = [item('a="1"'), item('a=~"1|2"'), item('a!="1"')];
    const filed = filing(...items);
    expect(filed.candidates({ a: "1" })).toHaveLength(3);
    for (const [index, one] of items.entries()) {
      filed.delete(one);
      filed.delete(one);
      expect(filed.candidates({ a: "1" })).toHaveLength(2 - index);
    }
    expect(filed.candidates({ a: "2" })).toEqual([]);
  });
});
