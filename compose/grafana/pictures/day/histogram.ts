import type { Labels, Target } from "./series.ts";

/** How durations are spread at a minute: half of them are below `median`, one in six above `median * spread`. */
export interface Spread {
  readonly median: number;
  readonly spread: number;
}

/** Buckets, sum and count of a histogram whose values are spread log-normally. */
export function histogram(
  target: Target,
  name: string,
  of: {
    readonly perMinute: (minute: number) => number;
    readonly spread: (minute: number) => Spread;
    readonly bounds: readonly number[];
    readonly labels: Labels;
  },
): void {
  const { perMinute, spread, bounds, labels } = of;
  for (const bound of bounds) {
    const below = (minute: number) => perMinute(minute) * shareBelow(bound, spread(minute));
    target.counter(`${name}_bucket`, below, { ...labels, le: String(bound) });
  }
  target.counter(`${name}_bucket`, perMinute, { ...labels, le: "+Inf" });
  target.counter(`${name}_count`, perMinute, labels);
  target.counter(`${name}_sum`, (minute) => perMinute(minute) * meanOf(spread(minute)), labels);
}

export function shareBelow(bound: number, { median, spread }: Spread): number {
  return normal(Math.log(bound / median) / Math.log(spread));
}

function meanOf({ median, spread }: Spread): number {
  return median * Math.exp(Math.log(spread) ** 2 / 2);
}

/** The share of a normal distribution below `x` deviations: the logistic curve is near enough. */
function normal(x: number): number {
  return 1 / (1 + Math.exp(-1.702 * x));
}
