import { describe, expect, it } from "vitest";
import { DEFAULT_CASES, FUZZ_USAGE, parseFuzz } from "../../e2e/fuzz/options.ts";

describe("the fuzz's options", () => {
  it.each([
    [[], { seed: 42, cases: DEFAULT_CASES, from: 0 }],
    [["--cases", "20", "--seed", "7"], { seed: 7, cases: 20, from: 0 }],
    [["--from", "1234", "--cases", "1"], { seed: 42, cases: 1, from: 1234 }],
    [["--seed", "4294967295"], { seed: 4294967295, cases: DEFAULT_CASES, from: 0 }],
    [["--help"], "help"],
  ])("%j", (args, want) => {
    expect(parseFuzz(args, 42)).toEqual(want);
  });

  it.each([
    [["--cases", "0"], 'Cannot use --cases "0": expected a whole number from 1 to 100000000'],
    [["--cases", "many"], 'Cannot use --cases "many"'],
    [["--seed", "1.5"], 'Cannot use --seed "1.5"'],
    [["--seed", "4294967296"], "from 0 to 4294967295"],
    [["--seed=-1"], 'Cannot use --seed "-1"'],
    [["--from", "1e3"], 'Cannot use --from "1e3"'],
    [["--hours", "1"], "--hours"],
  ])("%j is refused, and the message says why", (args, message) => {
    expect(() => parseFuzz(args, 42)).toThrow(message);
  });

  it("are 50,000 cases without any, and all of them stand in the usage", () => {
    expect(DEFAULT_CASES).toBe(50_000);
    for (const name of ["--seed", "--cases", "--from"]) expect(FUZZ_USAGE).toContain(`\n  ${name} N`);
  });
});
