import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly json: boolean;
  /** One short round: says whether it runs, not how fast. */
  readonly quick: boolean;
  /** Writes `bench/RESULTS.md`. */
  readonly write: boolean;
  readonly rounds: number;
  /** Says only where the time goes. */
  readonly profile: boolean;
}

export const BENCH_USAGE = `usage: npm run bench [-- --json] [--quick] [--rounds N] [--write] [--profile]

  --json      figures as JSON instead of a table
  --quick     one short round
  --rounds N  interleaved rounds, of which the medians count (3)
  --write     also writes bench/RESULTS.md
  --profile   only the functions that take most of the worker's time, in a storm and in posts of one alert`;

const ROUNDS = 3;

/** Throws an `Error` whose message is for whoever typed the options. */
export function parseBench(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      rounds: { type: "string" },
      profile: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { json, quick, write, rounds, profile, help } = values;
  if (help) return "help";
  if (quick && write) throw new Error("Cannot write results of --quick: its figures mean little");
  const count = rounds === undefined ? (quick ? 1 : ROUNDS) : whole("rounds", rounds);
  return { json, quick, write, profile, rounds: count };
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`Cannot do --${option} ${JSON.stringify(text)}: expected a whole number from 1`);
}
