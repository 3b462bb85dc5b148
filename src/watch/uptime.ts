import type { Flip } from "./flip.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Over which availability is told. */
export const UPTIME_WINDOWS = {
  "24h": 24 * HOUR_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
} as const;

export type UptimeWindow = keyof typeof UPTIME_WINDOWS;

/** How long a subject was in each state. */
export interface Totals {
  readonly upMs: number;
  /** Down and not muted. */
  readonly downMs: number;
  readonly mutedMs: number;
  /** We could not see; also what lies before the first flip is known of nobody, and is in none of these. */
  readonly unknownMs: number;
}

export const NO_TIME: Totals = { upMs: 0, downMs: 0, mutedMs: 0, unknownMs: 0 };

/** A stretch of time in one state. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly flip: Flip;
}

/** One subject's flips, oldest first, as the stretches between them, cut to `from` and `to`. */
export function segments(flips: readonly Flip[], from: number, to: number): Segment[] {
  return flips.flatMap((flip, index) => {
    const start = Math.max(flip.at, from);
    const end = Math.min(flips[index + 1]?.at ?? to, to);
    return start < end ? [{ from: start, to: end, flip }] : [];
  });
}

/** What one subject's flips, oldest first, come to between `from` and `to`. */
export function totals(flips: readonly Flip[], from: number, to: number): Totals {
  let sum = NO_TIME;
  for (const segment of segments(flips, from, to)) {
    const key = totalOf(segment.flip);
    sum = { ...sum, [key]: sum[key] + segment.to - segment.from };
  }
  return sum;
}

function totalOf({ state, muted }: Flip): keyof Totals {
  switch (state) {
    case "up":
      return "upMs";
    case "down":
      return muted ? "mutedMs" : "downMs";
    case "unknown":
      return "unknownMs";
  }
}

export function add(a: Totals, b: Totals): Totals {
  return {
    upMs: a.upMs + b.upMs,
    downMs: a.downMs + b.downMs,
    mutedMs: a.mutedMs + b.mutedMs,
    unknownMs: a.unknownMs + b.unknownMs,
  };
}

/** Share of the time that counts, 0 to 1; undefined when none does. Muted downtime and what we could not see count for nothing. */
export function availability({ upMs, downMs }: Totals): number | undefined {
  const counted = upMs + downMs;
  return counted === 0 ? undefined : upMs / counted;
}
