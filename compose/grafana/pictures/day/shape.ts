import { DAY } from "./series.ts";

/** A minute of the day. */
export function at(hour: number, minute = 0): number {
  return 60 * hour + minute;
}

export function during(minute: number, [from, to]: readonly [number, number]): boolean {
  return minute >= from && minute < to;
}

/** 0 at four in the morning, 1 at four in the afternoon. */
export function wave(minute: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * (minute - at(4))) / DAY);
}

/** From 0 to 1 between two moments. */
export function ramp(minute: number, [from, to]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, (minute - from) / (to - from)));
}

/** Between -1 and 1, for each name and minute the same at every run. */
export function noise(name: string, minute: number): number {
  let hash = 2_166_136_261 ^ Math.imul(minute, 2_654_435_761);
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** Slow ups and downs of `share`, with a little of each minute in them. */
export function jitter(name: string, minute: number, share: number): number {
  const step = Math.floor(minute / 15);
  const part = minute / 15 - step;
  const slow = (1 - part) * noise(name, step) + part * noise(name, step + 1);
  return 1 + share * (0.7 * slow + 0.3 * noise(`${name}.`, minute));
}

/** A number between 0 and 1 that belongs to a name. */
export function own(name: string): number {
  return (noise(name, 0) + 1) / 2;
}
