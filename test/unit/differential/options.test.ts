import { describe, expect, it } from "vitest";
import { DIFFERENTIAL_USAGE, parseDifferential } from "../../e2e/differential/options.ts";

describe("the differential's options", () => {
  it.each([
    [[], { seed: 42, cases: 200 }],
    [["--cases", "20"], { seed: 42, cases: 20 }],
    [["--seed", "7", "--cases", "1"], { seed: 7, cases: 1 }],
    [["--help"], "help"],
  ])("%j", (args, want) => {
    expect(parseDifferential(args, 42)).toEqual(want);
  });

  it.each([
    [["--cases", "0"], 'Cannot use --cases "0": expected a whole number from 1 to 100000'],
    [["--cases", "1.5"], 'Cannot use --cases "1.5"'],
    [["--cases", ""], 'Cannot use --cases ""'],
    [["--seed", "x"], 'Cannot use --seed "x": expected a whole number from 0 to 4294967295'],
    [["--rounds", "1"], "--rounds"],
  ])("%j is refused, and the message says why", (args, message) => {
    expect(() => parseDifferential(args, 42)).toThrow(message);
  });

  it("are all in the usage", () => {
    for (const name of ["--cases", "--seed"])
      expect(DIFFERENTIAL_USAGE.split(name).length).toBeGreaterThan(2);
  });
});
