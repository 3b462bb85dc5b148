import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareTimestamps,
  isZeroTime,
  MAX_FRACTION_DIGITS,
  offsetOf,
  parseTimestamp,
  type Timestamp,
  timestampOf,
  toMilliseconds,
  UTC,
  ZERO_TIME,
} from "../../../src/alert/timestamp.ts";

function at(text: string): Timestamp {
  const parsed = parseTimestamp(text);
  if (parsed === undefined) throw new Error(`Cannot parse ${text}`);
  return parsed;
}

describe("parseTimestamp", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2026-11-22T18:33:54.115211746Z", Date.UTC(2026, 10, 22, 18, 33, 54, 115)],
    ["2026-11-22T18:33:54.999999999Z", Date.UTC(2026, 10, 22, 18, 33, 54, 999)],
    ["2026-11-22T18:33:54.1Z", Date.UTC(2026, 10, 22, 18, 33, 54, 100)],
    ["2026-11-22T18:33:54.12Z", Date.UTC(2026, 10, 22, 18, 33, 54, 120)],
    ["2026-01-01T00:00:00+02:00", Date.UTC(2025, 11, 31, 22)],
    ["2026-01-01T00:00:00.5-05:30", Date.UTC(2026, 0, 1, 5, 30, 0, 500)],
    ["2026-01-01T00:00:00-00:00", Date.UTC(2026, 0, 1)],
    ["2026-01-01T00:00:00+23:59", Date.UTC(2025, 11, 31, 0, 1)],
    ["2024-02-29T23:59:59Z", Date.UTC(2024, 1, 29, 23, 59, 59)],
    ["2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
    ["1969-12-31T23:59:59.25Z", -750],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000],
    ["0000-01-01T00:00:00Z", -62_167_219_200_000],
    ["0099-12-31T00:00:00Z", Date.parse("0099-12-31T00:00:00Z")],
    ["9999-12-31T23:59:59.999Z", 253_402_300_799_999],
  ])("reads %s", (text, ms) => {
    expect(parseTimestamp(text)).toEqual({ text, ms });
  });

  test.each([
    "",
    "yesterday",
    "2026-11-22",
    "2026-11-22T18:33Z",
    "2026-11-22T18:33:54",
    "2026-11-22 18:33:54Z",
    "2026-11-22t18:33:54Z",
    "2026-11-22T18:33:54z",
    "2026-11-22T18:33:54.Z",
    "2026-11-22T18:33:54,5Z",
    "2026-11-22T18:33:54+0200",
    "2026-11-22T18:33:54+02",
    "2026-11-22T18:33:54+24:00",
    "2026-11-22T18:33:54+02:60",
    "2026-11-22T24:00:00Z",
    "2026-11-22T18:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-00-22T18:33:54Z",
    "2026-13-22T18:33:54Z",
    "2026-11-00T18:33:54Z",
    "2026-11-31T18:33:54Z",
    "2026-01-32T18:33:54Z",
    "2025-02-29T18:33:54Z",
    "1900-02-29T18:33:54Z",
    "26-11-22T18:33:54Z",
    "+02026-11-22T18:33:54Z",
    " 2026-11-22T18:33:54Z",
    "2026-11-22T18:33:54Z\n",
    "２026-11-22T18:33:54Z",
  ])("refuses %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test("takes nanoseconds and not one digit more", () => {
    const fraction = "123456789".padEnd(MAX_FRACTION_DIGITS, "0");
    expect(parseTimestamp(`2026-11-22T18:33:54.${fraction}Z`)).toBeDefined();
    expect(parseTimestamp(`2026-11-22T18:33:54.${fraction}0Z`)).toBeUndefined();
    expect(MAX_FRACTION_DIGITS).toBe(9);
  });

  test("agrees with Date on every moment that Date can write", () => {
    const years0To9999 = { min: -62_167_219_200_000, max: 253_402_300_799_999 };
    fc.assert(
      fc.property(fc.integer(years0To9999), (ms) => {
        expect(parseTimestamp(new Date(ms).toISOString())?.ms).toBe(ms);
      }),
    );
  });
});

describe("compareTimestamps", () => {
  test.each([
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"],
    ["2026-01-01T00:00:00.001Z", "2026-01-01T00:00:00.002Z"],
    ["2026-01-01T00:00:00.000000001Z", "2026-01-01T00:00:00.000000002Z"],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000001Z"],
    ["2026-01-01T00:00:00.0001Z", "2026-01-01T00:00:00.00011Z"],
    ["2026-01-01T00:00:00.123000009Z", "2026-01-01T00:00:00.12300001Z"],
    ["2026-01-01T00:00:00.000000001+02:00", "2026-01-01T00:00:00Z"],
    ["1969-12-31T23:59:59.9999Z", "1970-01-01T00:00:00Z"],
  ])("puts %s before %s", (earlier, later) => {
    expect(compareTimestamps(at(earlier), at(later))).toBeLessThan(0);
    expect(compareTimestamps(at(later), at(earlier))).toBeGreaterThan(0);
  });

  test.each([
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000000Z"],
    ["2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.100Z"],
    ["2026-01-01T02:00:00.5000001+02:00", "2026-01-01T00:00:00.500000100Z"],
  ])("holds %s and %s for the same moment", (a, b) => {
    expect(compareTimestamps(at(a), at(b))).toBe(0);
  });
});

describe("timestampOf", () => {
  test("writes a moment that parses to itself", () => {
    expect(timestampOf(1_795_372_434_115)).toEqual({
      text: "2026-11-22T18:33:54.115Z",
      ms: 1_795_372_434_115,
    });
    expect(at(timestampOf(1_795_372_434_115).text)).toEqual(timestampOf(1_795_372_434_115));
  });
});

describe("isZeroTime", () => {
  test.each([
    [ZERO_TIME, true],
    ["0001-01-01T00:00:00.000Z", true],
    ["0001-01-01T00:00:00+00:00", true],
    ["2026-01-01T00:00:00Z", false],
    ["1970-01-01T00:00:00Z", false],
    ["", false],
  ])("says of %j: %s", (text, expected) => expect(isZeroTime(text)).toBe(expected));
});

describe("as upstream's API writes times", () => {
  test.each([
    ["2026-11-22T18:33:54Z", "2026-11-22T18:33:54.000Z", UTC],
    ["2026-11-22T18:33:54.1Z", "2026-11-22T18:33:54.100Z", UTC],
    ["2026-11-22T18:33:54.999999999Z", "2026-11-22T18:33:54.999Z", UTC],
    ["2026-11-22T18:33:54.12+02:00", "2026-11-22T18:33:54.120+02:00", "+02:00"],
    ["2026-11-22T18:33:54-03:30", "2026-11-22T18:33:54.000-03:30", "-03:30"],
    ["2026-11-22T18:33:54+00:00", "2026-11-22T18:33:54.000Z", UTC],
    ["2026-11-22T18:33:54.5-00:00", "2026-11-22T18:33:54.500Z", UTC],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z", UTC],
  ])("%s is %s", (text, want, offset) => {
    expect([toMilliseconds(at(text)), offsetOf(at(text))]).toEqual([want, offset]);
  });

  test("a moment of our own reads in another offset as if its sender had written it", () => {
    const offset = fc.constantFrom(UTC, "+02:00", "-03:30", "+05:45", "-12:00", "+14:00");
    const ms = fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(9999, 11, 30) });
    fc.assert(
      fc.property(ms, offset, (moment, zone) => {
        const time = timestampOf(moment, zone);
        expect([parseTimestamp(time.text), offsetOf(time)]).toEqual([{ ...time, ms: moment }, zone]);
        expect(toMilliseconds(time)).toBe(time.text);
      }),
    );
  });
});
