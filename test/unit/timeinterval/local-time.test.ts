import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { localTime, MAX_CACHED_LOCATIONS } from "../../../src/timeinterval/local-time.ts";

describe("localTime", () => {
  it.for([
    { location: "UTC", time: "2024-02-29T23:59:59.999Z", want: [2024, 2, 29, 4, 1439, 29] },
    { location: "UTC", time: "2023-02-28T00:00:00Z", want: [2023, 2, 28, 2, 0, 28] },
    { location: "Asia/Kolkata", time: "2023-12-31T18:30:00Z", want: [2024, 1, 1, 1, 0, 31] },
    { location: "America/New_York", time: "2024-01-01T04:59:00Z", want: [2023, 12, 31, 0, 1439, 31] },
    { location: "Pacific/Apia", time: "2011-12-30T10:00:00Z", want: [2011, 12, 31, 6, 0, 31] },
    { location: "Australia/Lord_Howe", time: "2024-01-01T00:00:00Z", want: [2024, 1, 1, 1, 660, 31] },
  ])("reads $time in $location as $want", ({ location, time, want }) => {
    const { day, daysInMonth, minuteOfDay, month, weekday, year } = localTime(Date.parse(time), location);
    expect([year, month, day, weekday, minuteOfDay, daysInMonth]).toEqual(want);
  });

  it("agrees with itself on UTC whether by the short way or through Intl", () => {
    const ms = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(ms, (now) => {
        expect(localTime(now, "Etc/UTC")).toEqual(localTime(now, "UTC"));
      }),
    );
  });

  it("makes a formatter once per location, and forgets all of them at the limit", () => {
    expect(MAX_CACHED_LOCATIONS).toBe(64);
    const made = vi.spyOn(Intl, "DateTimeFormat");
    const zones = Intl.supportedValuesOf("timeZone").slice(0, MAX_CACHED_LOCATIONS);
    // More than the cache holds, so that it starts anew whatever was in it.
    for (const zone of Intl.supportedValuesOf("timeZone").slice(0, 3 * MAX_CACHED_LOCATIONS))
      localTime(0, zone);
    made.mockClear();
    for (let round = 0; round < 3; round++) for (const zone of zones.slice(0, 10)) localTime(round, zone);
    expect(made).toHaveBeenCalledTimes(10);
    for (const zone of zones) localTime(0, zone);
    for (const zone of Intl.supportedValuesOf("timeZone").slice(-10)) localTime(0, zone);
    made.mockClear();
    localTime(0, zones[0] ?? "");
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });
});
