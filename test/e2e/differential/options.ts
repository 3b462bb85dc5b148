import { parseArgs } from "node:util";

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
const MAX_SEED = 2 ** 32 - 1;

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

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(
    `Cannot use ${option} ${JSON.stringify(text)}: expected a whole number from ${least} to ${most}`,
  );
}
