import { parseArgs } from "node:util";
import { MAX_SEED } from "../harness/random.ts";
import { wholeNumber } from "../harness/whole-number.ts";

export interface DifferentialOptions {
  readonly seed: number;
  readonly cases: number;
}

export const DIFFERENTIAL_USAGE = `usage: npm run e2e:differential -- [--seed N] [--cases N]

  --seed N   repeats the cases of an earlier run
  --cases N  how many cases are played against both (200)

ALERTMANAGER_BIN names the Alertmanager to compare with; without it one is unpacked into the user's cache folder.`;

const DEFAULT_CASES = 200;
const MAX_CASES = 100_000;

/** Throws an `Error` whose message is for whoever typed the options. */
export function parseDifferential(args: readonly string[], randomSeed: number): DifferentialOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: String(randomSeed) },
      cases: { type: "string", default: String(DEFAULT_CASES) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    seed: wholeNumber("--seed", values.seed, 0, MAX_SEED),
    cases: wholeNumber("--cases", values.cases, 1, MAX_CASES),
  };
}
