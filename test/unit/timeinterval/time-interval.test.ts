import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { TimeInterval } from "../../../src/config/config.ts";
import { parseTimeInterval } from "../../../src/config/time-interval.ts";
import { containsTime, mutedByTime } from "../../../src/timeinterval/time-interval.ts";

function intervals(yaml: string): TimeInterval[] {
  const raw: unknown = parse(yaml);
  return (Array.isArray(raw) ? raw : [raw]).map((one) => {
    const parsed = parseTimeInterval(one);
    if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join());
    return parsed.value;
  });
}

describe("containsTime", () => {
  it("covers every day of a short month by -31:-1, and none of it by 30:31", () => {
    for (let day = 1; day <= 28; day++) {
      const noon = Date.UTC(2021, 1, day, 12);
      expect(containsTime(intervals("days_of_month: ['-31:-1']"), noon)).toBe(true);
      expect(containsTime(intervals("days_of_month: ['30:31']"), noon)).toBe(false);
    }
  });

  it.for([
    { name: "a list of no intervals", yaml: "[]" },
    { name: "an empty list of times", yaml: "times: []" },
    { name: "an empty list of weekdays", yaml: "weekdays: []" },
    { name: "a month that does not exist", yaml: "months: [0, 13]" },
  ])("holds never for $name", ({ yaml }) => {
    expect(containsTime(intervals(yaml), Date.UTC(2024, 0, 1))).toBe(false);
  });

  it.for([
    { name: "its first millisecond", time: "2024-01-01T09:00:00.000Z", contains: true },
    { name: "the millisecond before", time: "2024-01-01T08:59:59.999Z", contains: false },
    { name: "its last millisecond", time: "2024-01-01T16:59:59.999Z", contains: true },
    { name: "the millisecond after", time: "2024-01-01T17:00:00.000Z", contains: false },
  ])("judges $name of a range of times: $contains", ({ contains, time }) => {
    const office = intervals("times: [{start_time: '09:00', end_time: '17:00'}]");
    expect(containsTime(office, Date.parse(time))).toBe(contains);
  });

  // In Berlin, 31 March 2024 has no 02:30, and 27 October 2024 has it twice.
  const night = intervals("{times: [{start_time: '02:00', end_time: '03:00'}], location: Europe/Berlin}");
  it.for([
    { time: "2024-03-30T01:30:00Z", contains: true, why: "02:30 in winter" },
    { time: "2024-03-31T00:59:00Z", contains: false, why: "01:59, and a minute later it is 03:00" },
    { time: "2024-03-31T01:00:00Z", contains: false, why: "03:00, the hour was skipped" },
    { time: "2024-04-01T00:30:00Z", contains: true, why: "02:30 in summer" },
    { time: "2024-10-27T00:30:00Z", contains: true, why: "02:30, the first time" },
    { time: "2024-10-27T01:30:00Z", contains: true, why: "02:30, the second time" },
    { time: "2024-10-27T02:00:00Z", contains: false, why: "03:00" },
  ])("follows daylight saving: $time is $why", ({ contains, time }) => {
    expect(containsTime(night, Date.parse(time))).toBe(contains);
  });

  it("takes the last day of a month that loses an hour to daylight saving", () => {
    const last = intervals("{days_of_month: ['-1'], location: America/New_York}");
    expect(containsTime(last, Date.parse("2021-03-31T23:59:00-04:00"))).toBe(true);
    expect(containsTime(last, Date.parse("2021-04-01T00:00:00-04:00"))).toBe(false);
  });
});

describe("mutedByTime", () => {
  const always = new Map([
    ["always", [{}]],
    ["never", []],
    ["twice", [{}, { months: [] }, {}]],
  ]);
  it.for([
    { name: "no names at all", mute: [], active: [], want: [] },
    { name: "one active interval that holds", mute: [], active: ["never", "always"], want: [] },
    { name: "active intervals that do not hold", mute: [], active: ["never"], want: ["never"] },
    {
      name: "both reasons, of which upstream sees the first",
      mute: ["always"],
      active: ["never"],
      want: ["never"],
    },
    {
      name: "names that stand there twice",
      mute: ["always", "always"],
      active: [],
      want: ["always", "always"],
    },
    { name: "one of which two parts hold", mute: ["twice"], active: [], want: ["twice", "twice"] },
    { name: "a mute interval that is gone", mute: ["gone"], active: [], want: [] },
    { name: "an active interval that is gone", mute: [], active: ["gone"], want: [] },
    {
      name: "a gone one beside one that does not hold",
      mute: [],
      active: ["gone", "never"],
      want: ["never"],
    },
  ])("gives $want for $name", ({ active, mute, want }) => {
    expect(mutedByTime(mute, active, always, 0)).toEqual(want);
  });
});
