import * as z from "zod";
import { err, ok, type Result } from "../alert/result.ts";
import { text } from "./field.ts";

/** Go's time.Duration is 64 bits of nanoseconds, about 292 years; upstream refuses what does not fit. */
export const MAX_DURATION_MS = Math.floor((2 ** 63 - 1) / 1e6);

const DAY_MS = 86_400_000;
/** From the largest to the smallest, the only order in which they may be written. */
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["y", 365 * DAY_MS],
  ["w", 7 * DAY_MS],
  ["d", DAY_MS],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
]);

/** Parses Prometheus's form (`1h30m`, `1d`, `0`) to milliseconds; the error is upstream's. */
export function parseDuration(text: string): Result<number, string> {
  if (text === "0") return ok(0);
  if (text === "") return err("empty duration string");
  const malformed = err(`not a valid duration string: ${JSON.stringify(text)}`);
  if (!/^(?:[0-9]+[^0-9]+)+$/.test(text)) return malformed;

  const order = [...UNITS_MS.keys()];
  let totalMs = 0;
  let last = -1;
  for (const [, amount = "", unit = ""] of text.matchAll(/([0-9]+)([^0-9]+)/g)) {
    const position = order.indexOf(unit);
    if (position < 0) return err(`unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    if (position <= last) return malformed;
    last = position;
    totalMs += Number(amount) * (UNITS_MS.get(unit) ?? 0);
  }
  return totalMs > MAX_DURATION_MS ? err(`duration out of range: ${JSON.stringify(text)}`) : ok(totalMs);
}

/** A duration field, read to milliseconds. */
export const durationSchema = text.transform((text, context) => {
  const duration = parseDuration(text);
  if (duration.ok) return duration.value;
  context.addIssue({ code: "custom", message: duration.error });
  return z.NEVER;
});
