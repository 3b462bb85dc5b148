import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseTimeInterval } from "../../src/config/time-interval.ts";
import { containsTime, mutedByTime } from "../../src/timeinterval/time-interval.ts";
import { entriesOf, intervalsOf, readTable } from "./table.ts";

interface Moment {
  readonly time: string;
  readonly contains: boolean;
  readonly timeUTC: string;
}

interface MuteStage {
  readonly source: string;
  readonly kind: "intervener" | "mute_time_intervals" | "active_time_intervals";
  readonly name: string;
  readonly intervals: Readonly<Record<string, string>>;
  readonly now: string;
  readonly mutedBy: string[];
}

const table = readTable<{
  intervals: { source: string; intervalsYAML: string; cases: Moment[] }[];
  invalid: { source: string; intervalsYAML: string; error: string }[];
  timeRanges: { yaml: string; valid: boolean; startMinute?: number; endMinute?: number }[];
  muteStages: MuteStage[];
  skipped: { source: string; intervalsYAML: string }[];
}>("timeintervals");

const moments = table.intervals.flatMap(({ cases, ...interval }) =>
  cases.map((moment) => ({ ...moment, ...interval })),
);

describe("intervals hold when upstream's do", () => {
  it.for(moments)("$source: $time is contained: $contains", ({ contains, intervalsYAML, time, timeUTC }) => {
    const intervals = intervalsOf(intervalsYAML);
    expect(containsTime(intervals, Date.parse(time))).toBe(contains);
    expect(containsTime(intervals, Date.parse(timeUTC))).toBe(contains);
  });
});

describe("intervals that upstream cannot read are refused", () => {
  // The skipped one is a range that upstream's test builds in Go; no file can say it.
  it.for([...table.invalid, ...table.skipped])("$source: $intervalsYAML", ({ intervalsYAML }) => {
    const errors = entriesOf(intervalsYAML).flatMap((entry) => {
      const interval = parseTimeInterval(entry);
      return interval.ok ? [] : interval.error;
    });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/^Cannot read \w+: /)]);
  });
});

describe("times are read as in timeinterval_test.go TestTimeRangeUnmarshal", () => {
  it.for(table.timeRanges)("$yaml: $valid", ({ endMinute, startMinute, valid, yaml }) => {
    const interval = parseTimeInterval({ times: [parse(yaml)] });
    expect(interval.ok).toBe(valid);
    if (interval.ok) expect(interval.value.times).toEqual([{ start: startMinute, end: endMinute }]);
  });
});

describe("routes are quiet when upstream's are", () => {
  it.for(table.muteStages)("$source $kind: $name", ({ intervals, kind, mutedBy, now }) => {
    const known = new Map(Object.entries(intervals).map(([name, yaml]) => [name, intervalsOf(yaml)]));
    const names = [...known.keys()];
    const [mute, active] = kind === "active_time_intervals" ? [[], names] : [names, []];
    expect(mutedByTime(mute, active, known, Date.parse(now))).toEqual(mutedBy);
  });
});

describe("intervals are read and hold as for Alertmanager 0.33.1", () => {
  const { now, verdicts, intervals } = readTable<{
    now: string;
    verdicts: { yaml: string; valid: boolean; ours?: boolean; why?: string }[];
    intervals: { yaml: string; holds: boolean }[];
  }>("interval-verdicts");

  it.for(verdicts)("$yaml: $valid", ({ yaml, valid, ours = valid }) => {
    const refused = entriesOf(yaml).filter((entry) => !parseTimeInterval(entry).ok);
    expect(refused.length === 0).toBe(ours);
  });

  it("with one word refused on purpose: Local", () => {
    const others = verdicts.filter(({ why }) => why !== undefined);
    expect(others.every(({ yaml, valid }) => valid && yaml.includes("location: 'Local'"))).toBe(true);
    expect(others.length).toBeGreaterThan(0);
  });

  it.for(intervals)(`$yaml at ${now}: $holds`, ({ yaml, holds }) => {
    expect(containsTime(intervalsOf(yaml), Date.parse(now))).toBe(holds);
  });
});
