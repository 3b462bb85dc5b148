import { isBinary } from "./units.ts";

/** The ends of an axis, and the distance of its lines. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/** Round numbers around what is shown, in about `lines` steps; ends that are given stay. */
export function scaleOf(
  values: readonly number[],
  options: {
    readonly unit?: string | undefined;
    readonly min?: number | undefined;
    readonly max?: number | undefined;
    readonly lines: number;
  },
): Scale {
  const finite = values.filter(Number.isFinite);
  const lowest = options.min ?? Math.min(...finite);
  const highest = options.max ?? Math.max(...finite);
  const span = highest - lowest;
  // All the same: a line in the middle of something.
  const room = span > 1e-9 * Math.abs(highest) ? span : Math.abs(highest) || 1;
  const interval = intervalOf(room / options.lines, options.unit);
  const below = Math.floor((span === 0 ? lowest - room / 2 : lowest) / interval + 1e-9) * interval;
  const above = Math.ceil((span === 0 ? highest + room / 2 : highest) / interval - 1e-9) * interval;
  return { min: options.min ?? below, max: options.max ?? above, interval };
}

function intervalOf(rough: number, unit: string | undefined): number {
  if (unit === "s" && rough > 10) return CLOCK.find((step) => step >= rough) ?? round(rough, 10);
  return round(rough, isBinary(unit) ? 1024 : 10);
}

/** Seconds that make round minutes and hours. */
const CLOCK = [15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];
const DECIMAL = [1, 2, 2.5, 5, 10];
const BINARY = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The next round number, by tens or by powers of two. */
function round(rough: number, base: 10 | 1024): number {
  const power = base ** Math.floor(Math.log(rough) / Math.log(base));
  const steps = base === 10 ? DECIMAL : BINARY;
  return power * (steps.find((step) => step * power >= rough * (1 - 1e-9)) ?? base);
}
