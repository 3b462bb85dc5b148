import { parseArgs } from "node:util";
import { MAX_SEED } from "../harness/random.ts";
import { wholeNumber } from "../harness/whole-number.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
  /** The first case: a finding comes again from a few before it. */
  readonly from: number;
}

export const DEFAULT_CASES = 50_000;

export const FUZZ_USAGE = `usage: npm run e2e:fuzz -- [--seed N] [--cases N] [--from N]

  --seed N   sends the requests of an earlier run again
  --cases N  how many (${DEFAULT_CASES})
  --from N   starts with case N of the seed, on an edge that knows nothing of those before (0)`;

const MAX_CASES = 100_000_000;

/** Throws an `Error` whose message is for whoever typed the options. */
export function parseFuzz(args: readonly string[], randomSeed: number): FuzzOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: String(randomSeed) },
      cases: { type: "string", default: String(DEFAULT_CASES) },
      from: { type: "string", default: "0" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    seed: wholeNumber("--seed", values.seed, 0, MAX_SEED),
    cases: wholeNumber("--cases", values.cases, 1, MAX_CASES),
    from: wholeNumber("--from", values.from, 0, MAX_CASES),
  };
}
