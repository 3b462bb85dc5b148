import { describe, expect, it } from "vitest";
import { parseSoak, SOAK_USAGE } from "../../e2e/soak/options.ts";

describe("the soak's options", () => {
  it.each([
    [[], { minutes: 10, seed: 42 }],
    [["--minutes", "2"], { minutes: 2, seed: 42 }],
    [["--minutes", "0.5", "--seed", "7"], { minutes: 0.5, seed: 7 }],
    [["--seed", "0"], { minutes: 10, seed: 0 }],
    [["--help"], "help"],
  ])("%j", (args, want) => {
    expect(parseSoak(args, 42)).toEqual(want);
  });

  it.each([
    [["--minutes", "0"], 'Cannot soak for --minutes "0": expected a number over 0'],
    [["--minutes", "-1"], "minutes"],
    [["--minutes=-1"], 'Cannot soak for --minutes "-1"'],
    [["--minutes", "ten"], 'Cannot soak for --minutes "ten"'],
    [["--minutes", "Infinity"], 'Cannot soak for --minutes "Infinity"'],
    [["--seed", "1.5"], 'Cannot use --seed "1.5"'],
    [
      ["--seed", "4294967296"],
      'Cannot use --seed "4294967296": expected a whole number from 0 to 4294967295',
    ],
    [["--hours", "1"], "--hours"],
  ])("%j is refused, and the message says why", (args, message) => {
    expect(() => parseSoak(args, 42)).toThrow(message);
  });

  it("are all in the usage", () => {
    for (const name of ["--minutes", "--seed"]) expect(SOAK_USAGE.split(name).length).toBeGreaterThan(2);
  });
});
