import { expect, test } from "vitest";
import { deepFreeze } from "../../../src/config/freeze.ts";

test("objects, lists and the entries of maps are frozen all the way down", () => {
  const value = deepFreeze({ a: { b: [{ c: 1 }] }, map: new Map([["k", { d: [1] }]]) });
  expect(Object.isFrozen(value.a.b[0])).toBe(true);
  expect(Object.isFrozen(value.map.get("k")?.d)).toBe(true);
  expect(() => value.a.b.push({ c: 2 })).toThrow(TypeError);
});

test("a frozen map can be read and not changed", () => {
  const map = deepFreeze(new Map([["k", 1]]));
  expect(map.get("k")).toBe(1);
  expect(() => map.set("l", 2)).toThrow("Cannot set an entry of a frozen map");
  expect(() => map.delete("k")).toThrow("Cannot delete an entry of a frozen map");
  expect(() => map.clear()).toThrow("Cannot clear an entry of a frozen map");
});

test("what an instance of a class keeps inside is left alone", () => {
  class Counter {
    readonly seen: string[] = [];
  }
  const { counter } = deepFreeze({ counter: new Counter() });
  counter.seen.push("x");
  expect(counter.seen).toEqual(["x"]);
});
