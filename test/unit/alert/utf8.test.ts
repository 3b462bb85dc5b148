import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8, cutUtf8, isLongerThan, utf8Length } from "../../../src/alert/utf8.ts";
import { text } from "./fixtures.ts";

const utf16 = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

describe("compareUtf8", () => {
  test.each([
    ["", "a"],
    ["a", "ab"],
    ["B", "a"],
    ["a10", "a2"],
    ["z", "é"],
    ["\uffff", "😀"],
    ["\ue000", "\u{10000}"],
    ["😀", "😁"],
  ])("puts %j before %j", (lesser, greater) => {
    expect(compareUtf8(lesser, greater)).toBeLessThan(0);
    expect(compareUtf8(greater, lesser)).toBeGreaterThan(0);
  });

  test("orders any two texts as their bytes are ordered", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});

describe("utf8Length", () => {
  test("counts what an encoder would write, lone surrogates as U+FFFD", () => {
    fc.assert(
      fc.property(utf16, (value) => {
        expect(utf8Length(value)).toBe(Buffer.byteLength(value));
      }),
    );
  });
});

describe("isLongerThan", () => {
  test.each([
    ["abc", 3, false],
    ["abcd", 3, true],
    ["é", 2, false],
    ["é", 1, true],
    ["☕☕", 6, false],
    ["☕☕", 5, true],
    ["😀", 4, false],
    ["😀", 3, true],
    ["", 0, false],
  ])("says of %j and %i bytes: %s", (value, limit, expected) => {
    expect(isLongerThan(value, limit)).toBe(expected);
  });
});

describe("cutUtf8", () => {
  test.each([
    ["abc", 2, "ab"],
    ["abc", 3, "abc"],
    ["aé", 2, "a"],
    ["a☕", 3, "a"],
    ["😀😀", 7, "😀"],
    ["😀", 3, ""],
    ["a\ud83d", 3, "a"],
  ])("cuts %j to %i bytes: %j", (value, limit, expected) => {
    expect(cutUtf8(value, limit)).toBe(expected);
  });

  test("keeps as many whole characters as fit", () => {
    fc.assert(
      fc.property(text, fc.nat(20), (value, limit) => {
        const kept = cutUtf8(value, limit);
        const next = Array.from(value.slice(kept.length))[0] ?? "";
        expect(value.startsWith(kept) && kept.isWellFormed()).toBe(true);
        expect(utf8Length(kept)).toBeLessThanOrEqual(limit);
        expect(next === "" || utf8Length(kept + next) > limit).toBe(true);
      }),
    );
  });
});
