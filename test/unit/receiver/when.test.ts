import { describe, expect, it } from "vitest";
import { durationText, momentText, whenText } from "../../../src/receiver/when.ts";
import { alert, context, resolved } from "./samples.ts";

describe("whenText", () => {
  const cases = [
    {
      name: "says since when a firing alert fires",
      of: alert(),
      want: "firing since 2026-11-22 03:04:05 +01:00 (10m)",
    },
    {
      name: "says from when to when a resolved one fired",
      of: resolved(),
      want: "resolved; fired from 2026-11-22 03:04:05 +01:00 to 2026-11-22 03:12:05 +01:00 (8m)",
    },
    {
      name: "says of a late one that its firing could not be delivered",
      of: resolved({ late: true }),
      want: "resolved; fired from 2026-11-22 03:04:05 +01:00 to 2026-11-22 03:12:05 +01:00 (8m), which could not be delivered in time",
    },
    {
      name: "says since when an unknown one was not renewed",
      of: alert({ status: "unknown", renewedAt: "2026-11-21T14:04:05Z" }),
      want: "not renewed since 2026-11-21 15:04:05 +01:00, state unknown; had fired since 2026-11-22 03:04:05 +01:00",
    },
    {
      name: "says only that it was not renewed where the moment is not known",
      of: alert({ status: "unknown" }),
      want: "not renewed, state unknown; had fired since 2026-11-22 03:04:05 +01:00",
    },
    {
      name: "does not repeat a time that is none",
      of: alert({ startsAt: "soon <!here>" }),
      want: "firing since an unknown time",
    },
    {
      name: "does not make year 1 a moment",
      of: resolved({ endsAt: "0001-01-01T00:00:00Z" }),
      want: "resolved; fired from 2026-11-22 03:04:05 +01:00 to an unknown time",
    },
  ];

  it.for(cases)("$name", ({ of, want }) => expect(whenText(of, context)).toBe(want));
});

describe("momentText", () => {
  const cases = [
    ["UTC", "2026-07-01T12:00:00Z", "2026-07-01 12:00:00 UTC"],
    ["Europe/Berlin", "2026-07-01T12:00:00+02:00", "2026-07-01 12:00:00 +02:00"],
    ["America/New_York", "2026-11-22T02:00:00Z", "2026-11-21 21:00:00 -05:00"],
    ["Asia/Kathmandu", "2026-11-22T02:00:00Z", "2026-11-22 07:45:00 +05:45"],
    ["UTC", "2026-11-22T00:00:00Z", "2026-11-22 00:00:00 UTC"],
  ] as const;

  it.for(cases)("in %s shows %s as %s", ([zone, time, want]) => expect(momentText(time, zone)).toBe(want));
});

describe("durationText", () => {
  const cases = [
    [-5_000, "0s"],
    [0, "0s"],
    [59_400, "59s"],
    [59_900, "1m"],
    [3_599_000, "59m"],
    [3_600_000, "1h"],
    [7_800_000, "2h 10m"],
    [86_400_000, "1d"],
    [100_800_000, "1d 4h"],
  ] as const;

  it.for(cases)("of %d ms is %s", ([ms, want]) => expect(durationText(ms)).toBe(want));
});
