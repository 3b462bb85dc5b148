import { err, ok, type Result } from "../alert/result.ts";

/** Milliseconds of each unit that Go's time.ParseDuration knows. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const TERM = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const WHOLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/**
 * Parses Go's form of a duration (`1.5s`, `1m30s`) to milliseconds: upstream reads the durations of receivers with
 * it, and not with Prometheus's form. A bare whole number is nanoseconds there, of which only 0 is ever meant.
 */
export function parseGoDuration(text: string): Result<number, string> {
  if (/^\d+$/.test(text)) return ok(Number(text) * 1e-6);
  if (!WHOLE.test(text)) return err(`time: invalid duration ${JSON.stringify(text)}`);
  let totalMs = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(TERM))
    totalMs += Number(amount) * (UNIT_MS[unit] ?? 0);
  return ok(text.startsWith("-") ? -totalMs : totalMs);
}
