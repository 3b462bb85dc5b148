import { describe, expect, it } from "vitest";
import { BENCH_USAGE, parseBench } from "../../../bench/options.ts";

const given = { json: false, quick: false, write: false, profile: false, rounds: 3 };

describe("the bench's options", () => {
  it.each([
    [[], given],
    [["--json"], { ...given, json: true }],
    [["--quick"], { ...given, quick: true, rounds: 1 }],
    [["--quick", "--rounds", "2"], { ...given, quick: true, rounds: 2 }],
    [["--write", "--rounds", "5"], { ...given, write: true, rounds: 5 }],
    [["--profile"], { ...given, profile: true }],
    [["--help"], "help"],
  ])("%j", (args, want) => {
    expect(parseBench(args)).toEqual(want);
  });

  it.each([
    [["--rounds", "x"], 'Cannot do --rounds "x": expected a whole number from 1'],
    [["--rounds", "0"], 'Cannot do --rounds "0"'],
    [["--rounds", "1.5"], 'Cannot do --rounds "1.5"'],
    [["--quick", "--write"], "Cannot write results of --quick"],
    [["--fast"], "--fast"],
    [["fast"], "fast"],
  ])("%j is refused, and the message quotes it", (args, message) => {
    expect(() => parseBench(args)).toThrow(message);
  });

  it("are all in the usage", () => {
    for (const name of ["--json", "--quick", "--rounds", "--write", "--profile"])
      expect(BENCH_USAGE.split(name).length).toBeGreaterThan(2);
  });
});
