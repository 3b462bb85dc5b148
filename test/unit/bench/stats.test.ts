import { describe, expect, it } from "vitest";
import { median, percentile } from "../../../bench/stats.ts";

describe("median", () => {
  it.each([
    ["one", [7], 7],
    ["an odd number", [9, 1, 5], 5],
    ["an even number", [4, 1, 2, 10], 3],
    ["equal ones", [2, 2, 2, 2], 2],
    ["numbers, not their texts", [10, 9, 100], 10],
  ])("of %s", (_, values, want) => {
    expect(median(values)).toBe(want);
  });

  it("of nothing is refused", () => {
    expect(() => median([])).toThrow("median of nothing");
  });

  it("leaves its list as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  it.each([
    ["the half of a hundred", hundred, 0.5, 50],
    ["99 % of a hundred", hundred, 0.99, 99],
    ["all of a hundred", hundred, 1, 100],
    ["none of a hundred", hundred, 0, 1],
    ["99 % of ten, which is the last", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99, 10],
    ["the half of three", [30, 10, 20], 0.5, 20],
  ])("%s", (_, values, p, want) => {
    expect(percentile(values, p)).toBe(want);
  });

  it("of nothing is refused", () => {
    expect(() => percentile([], 0.5)).toThrow("percentile of nothing");
  });
});
