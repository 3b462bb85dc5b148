import { describe, expect, it } from "vitest";
import { numberOf, table, tableOf } from "../../../bench/table.ts";

describe("numberOf", () => {
  it.each([
    [undefined, ""],
    [0, "0"],
    [7, "7"],
    [0.02834, "0.0283"],
    [4.996, "5"],
    [1.349, "1.35"],
    [99.94, "99.9"],
    [99.96, "100"],
    [100.4, "100"],
    [82_641.3, "82,641"],
  ])("%j is %j", (value, want) => {
    expect(numberOf(value)).toBe(want);
  });
});

it("a table's columns stand below each other, texts to the left and numbers to the right", () => {
  expect(
    table(
      ["what", "n"],
      [
        ["rows", "7"],
        ["a longer one", "1,000"],
      ],
      [0],
    ),
  ).toBe(
    [
      "| what         |     n |",
      "| ------------ | ----: |",
      "| rows         |     7 |",
      "| a longer one | 1,000 |",
    ].join("\n"),
  );
});

it("a line shows what it stands beside, its ratio, goal and verdict", () => {
  const lines = [
    { what: "requests/s", farwatch: 4_000, hello: 16_000, ratio: 0.25, goal: { of: "ratio", least: 0.25 } },
    { what: "heap, MiB", farwatch: 70.21, goal: { of: "figure", most: 64 } },
    { what: "start, s", farwatch: 0.61 },
  ] as const;
  const cells = tableOf(lines)
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(cells).toEqual([
    ["requests/s", "4,000", "", "16,000", "0.25", "ratio >= 0.25", "ok"],
    ["heap, MiB", "70.2", "", "", "", "<= 64", "short"],
    ["start, s", "0.61", "", "", "", "", ""],
  ]);
});
