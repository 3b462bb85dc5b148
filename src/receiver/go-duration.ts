import * as z from "zod";
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

const NO_DURATION = "expected a duration with its unit, such as 5s";

const TERM = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const WHOLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;

/**
 * Parses Go's form of a duration (`1.5s`, `1m30s`) to milliseconds: upstream reads the durations of receivers with
 * it, and not with Prometheus's form. Only 0 needs no unit.
 */
export function parseGoDuration(text: string): Result<number, string> {
  if (/^[+-]?0$/.test(text)) return ok(0);
  if (/^\d+$/.test(text)) return err(`time: missing unit in duration ${JSON.stringify(text)}`);
  if (!WHOLE.test(text)) return err(`time: invalid duration ${JSON.stringify(text)}`);
  let totalMs = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(TERM))
    totalMs += Number(amount) * (UNIT_MS[unit] ?? 0);
  return ok(text.startsWith("-") ? -totalMs : totalMs);
}

/** As Go writes a duration: `1m30s`, `1h0m0s`, `1.5s`, and below a second `250ms`, `10µs` or `5ns`. */
export function formatGoDuration(ms: number): string {
  const ns = Math.round(Math.abs(ms) * 1e6);
  const sign = ms < 0 ? "-" : "";
  if (ns === 0) return "0s";
  if (ns < 1e3) return `${sign}${ns}ns`;
  if (ns < 1e6) return `${sign}${ns / 1e3}µs`;
  if (ns < 1e9) return `${sign}${ns / 1e6}ms`;
  const minutes = Math.floor(ns / 60e9);
  const seconds = `${(ns - minutes * 60e9) / 1e9}s`;
  if (minutes === 0) return sign + seconds;
  return minutes < 60
    ? `${sign}${minutes}m${seconds}`
    : `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/**
 * The `timeout` of a receiver, to milliseconds. A bare number is nanoseconds there, of which only 0 is ever meant: the
 * others, which upstream takes, would let no answer come in time.
 */
export const timeoutSchema = z
  .union([z.literal(0), z.string()], { error: NO_DURATION })
  .transform((value, context) => {
    const parsed = parseGoDuration(String(value));
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: "custom", message: parsed.error });
    return z.NEVER;
  });
