import { seeded } from "../../../unit/watch/watched.ts";

/** Two days, a sample each minute: rules look back a day, so the first one only fills their windows. */
export const DAY = 1_440;
export const MINUTES = 2 * DAY;

/** Undefined: no answer to this scrape. */
export type Values = readonly (number | undefined)[];

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: Values;
}

/** A minute of the day that counts, the second. */
export function at(hour: number, minute = 0): number {
  return DAY + 60 * hour + minute;
}

export function during(minute: number, from: number, lastsMinutes: number): boolean {
  return minute >= from && minute < from + lastsMinutes;
}

/** 0 in the depth of the night, 1 in the early evening. */
export function wave(minute: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * (minute - 6 * 60)) / DAY);
}

export function gauge(value: number | ((minute: number) => number)): Values {
  const of = typeof value === "number" ? () => value : value;
  return Array.from({ length: MINUTES + 1 }, (_, minute) => of(minute));
}

/** Counts what `perMinute` says, from 0 again at each restart. */
export function counter(perMinute: number | ((minute: number) => number), restartAt?: number): Values {
  let sum = 0;
  return gauge((minute) => {
    if (minute === restartAt) sum = 0;
    sum += typeof perMinute === "number" ? perMinute : perMinute(minute);
    return sum;
  });
}

/** Ups and downs of at most `share`, the same at each run; each name has its own. */
export function noise(name: string, share: number): (minute: number) => number {
  const random = seeded([...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 65_521, 7));
  const factors = gauge(() => 1 + share * (2 * random() - 1));
  return (minute) => factors[minute] ?? 1;
}

export function without(values: Values, isGone: (minute: number) => boolean): Values {
  return values.map((value, minute) => (isGone(minute) ? undefined : value));
}

/** As promtool writes series. A sample that is missing after one that was there is a staleness marker. */
export function notation(values: Values): string {
  const words: string[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    const value = values[from];
    while (to < values.length && values[to] === value) to += 1;
    const times = to - from;
    if (value !== undefined) words.push(`${Number(value.toPrecision(12))}x${times - 1}`);
    else if (from === 0) words.push(`_x${times}`);
    else words.push("stale", ...(times > 1 ? [`_x${times - 1}`] : []));
  }
  return words.join(" ");
}

export function selectorOf({ name, labels }: Series): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(", ")}}`;
}
