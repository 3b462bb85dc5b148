import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeAt, nodeOf, print, sizeOf } from "../../e2e/fuzz/json.ts";

const value = { a: 1, b: [true, null, { c: "x" }], __proto__: undefined };
const tree = nodeOf(JSON.parse('{"a":1,"b":[true,null,{"c":"x"}]}'));

describe("a body as a tree", () => {
  it("prints what JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(print(nodeOf(json))).toBe(JSON.stringify(json));
      }),
    );
    expect(print(tree)).toBe(JSON.stringify(value));
  });

  it.each([
    [0, "!"],
    [1, '{"a":!,"b":[true,null,{"c":"x"}]}'],
    [2, '{"a":1,"b":!}'],
    [3, '{"a":1,"b":[!,null,{"c":"x"}]}'],
    [5, '{"a":1,"b":[true,null,!]}'],
    [6, '{"a":1,"b":[true,null,{"c":!}]}'],
  ])("is changed at place %i alone", (place, want) => {
    expect(sizeOf(tree)).toBe(7);
    expect(print(changeAt(tree, place, () => ({ leaf: "!" })))).toBe(want);
  });

  it("may name a key twice, and one that JavaScript would not keep", () => {
    const twice = { entries: [["a", { leaf: "1" }] as const, ["a", { leaf: "1e999" }] as const] };
    expect(print(twice)).toBe('{"a":1,"a":1e999}');
    expect(print({ entries: [["__proto__", { leaf: "[" }]] })).toBe('{"__proto__":[}');
  });
});
