import { parseArgs } from "node:util";
import { MAX_SEED } from "../harness/random.ts";
import { wholeNumber } from "../harness/whole-number.ts";

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
}

export const SOAK_USAGE = `usage: npm run soak -- [--minutes N] [--seed S]

  --minutes N  how long alerts come, and faults with them (10); then it waits until all is told
  --seed S     repeats the faults of an earlier run`;

/** Throws an `Error` whose message is for whoever typed the options. */
export function parseSoak(args: readonly string[], randomSeed: number): SoakOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: String(randomSeed) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && Number.isFinite(minutes)))
    throw new Error(`Cannot soak for --minutes ${JSON.stringify(values.minutes)}: expected a number over 0`);
  return { minutes, seed: wholeNumber("--seed", values.seed, 0, MAX_SEED) };
}
