import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly json: boolean;
  /** One short round: says whether it runs, not how fast. */
  readonly quick: boolean;
  /** Writes `bench/RESULTS.md`. */
  readonly write: boolean;
  readonly rounds: number;
}

export const BENCH_USAGE = `usage: npm run bench [-- --json] [--quick] [--rounds N] [--write]

  --json      figures as JSON instead of a table
  --quick     one short round
  --rounds N  interleaved rounds, of which the medians count (3)
  --write     also writes bench/RESULTS.md`;

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
      help: { type: "boolean", default: false },
    },
  });
  const { json, quick, write, rounds, help } = values;
  if (help) return "help";
  if (quick && write) throw new Error("Cannot write results of --quick: its figures mean little");
  return {
    json,
    quick,
    write,
    rounds: rounds === undefined ? (quick ? 1 : ROUNDS) : whole("rounds", rounds),
  };
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`Cannot do --${option} ${JSON.stringify(text)}: expected a whole number from 1`);
}
