/** A moment as its sender wrote it (RFC 3339, up to nanoseconds, any offset) and as epoch milliseconds. */
export interface Timestamp {
  readonly text: string;
  readonly ms: number;
}

/** How Go writes a time that is not set. */
export const ZERO_TIME = "0001-01-01T00:00:00Z";

/** Go keeps nanoseconds; it would drop further digits without a word. */
export const MAX_FRACTION_DIGITS = 9;

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const SECONDS_END = "2026-01-31T12:00:00".length;
const OFFSET_LENGTH = "+01:00".length;
/** How the offset of UTC is written. */
export const UTC = "Z";

const MINUTE_MS = 60_000;

/** The calendar repeats after 400 years; Date.UTC takes the years 0 to 99 for 1900 to 1999. */
const CYCLE_YEARS = 400;
const CYCLE_MS = 146_097 * 86_400_000;

/** Undefined unless `text` is an RFC 3339 time as Go writes it. Digits below the millisecond stay in `text` alone. */
export function parseTimestamp(text: string): Timestamp | undefined {
  // The expression settles the shape, so that the digits can be read by their place: a fourth of the time of captures.
  if (!RFC_3339.test(text)) return undefined;
  const zoneAt = text.endsWith("Z") ? text.length - 1 : text.length - OFFSET_LENGTH;
  const fractionDigits = Math.max(0, zoneAt - SECONDS_END - 1);
  const day = utcDay(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  const time = timeOfDay(digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2));
  const offset = offsetMs(text, zoneAt);
  if (day === undefined || time === undefined || offset === undefined) return undefined;
  if (fractionDigits > MAX_FRACTION_DIGITS) return undefined;
  return { text, ms: day + time + fractionMs(text, Math.min(3, fractionDigits)) - offset };
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}

/** Midnight of a day that exists, epoch milliseconds. */
function utcDay(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return Date.UTC(year + CYCLE_YEARS, month - 1, day) - CYCLE_MS;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Leap seconds do not exist in Unix time; Go refuses them too. */
function timeOfDay(hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return (hour * 60 + minute) * MINUTE_MS + second * 1000;
}

function fractionMs(text: string, count: number): number {
  return digits(text, SECONDS_END + 1, count) * 10 ** (3 - count);
}

function offsetMs(text: string, zoneAt: number): number | undefined {
  if (text[zoneAt] === UTC) return 0;
  const ms = timeOfDay(digits(text, zoneAt + 1, 2), digits(text, zoneAt + 4, 2), 0);
  return ms !== undefined && text[zoneAt] === "-" ? -ms : ms;
}

/** Negative, zero or positive, down to the nanosecond. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.ms - b.ms || nanosBelowMs(a.text) - nanosBelowMs(b.text);
}

function nanosBelowMs(text: string): number {
  const fraction = /\.\d{3}(\d{1,6})/.exec(text)?.[1] ?? "";
  return Number(fraction.padEnd(6, "0"));
}

/** A moment of our own, to the millisecond; in another offset for a sender that writes its times so. */
export function timestampOf(ms: number, offset = UTC): Timestamp {
  if (offset === UTC) return { text: new Date(ms).toISOString(), ms };
  const local = new Date(ms + (offsetMs(offset, 0) ?? 0)).toISOString();
  return { text: `${local.slice(0, -UTC.length)}${offset}`, ms };
}

/** The offset in which a time was written; `Z` for UTC however it was. */
export function offsetOf({ text }: Timestamp): string {
  if (text.endsWith(UTC)) return UTC;
  const offset = text.slice(-OFFSET_LENGTH);
  return offset === "+00:00" || offset === "-00:00" ? UTC : offset;
}

/** As upstream's API writes a time: digits below the millisecond cut off, the offset kept. */
export function toMilliseconds(time: Timestamp): string {
  const fraction = /\.(\d+)/.exec(time.text)?.[1] ?? "";
  const seconds = time.text.slice(0, SECONDS_END);
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${offsetOf(time)}`;
}

/** Whether a sender means "no time": Go's zero value lies in year 1. */
export function isZeroTime(text: string): boolean {
  return text.startsWith("0001-");
}
