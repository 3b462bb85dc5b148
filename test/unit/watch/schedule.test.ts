import * as fc from "fast-check";
import { describe, it } from "vitest";
import { Schedule, SLOT_MS, spread, startFrom } from "../../../src/watch/schedule.ts";
import { MAX_RUNS_AT_ONCE } from "../../../src/watch/slots.ts";
import { NOON } from "./probe-samples.ts";
import { simulate } from "./prober-clock.ts";

const MINUTE_MS = 60_000;

function minutely(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `probe-${index}`, intervalMs: MINUTE_MS }));
}

describe("spread", () => {
  it("spaces probes of one interval evenly over it", ({ expect }) => {
    const offsets = [...spread(minutely(4)).values()].map(({ offsetMs }) => offsetMs);
    expect(offsets.sort((a, b) => a - b)).toEqual([0, 15_000, 30_000, 45_000]);
  });

  it("is the same whatever the order of the configuration", ({ expect }) => {
    const probes = minutely(9);
    expect(spread(probes.toReversed())).toEqual(spread(probes));
  });

  it("scatters neighbours by name", ({ expect }) => {
    const names = [...spread(minutely(50)).keys()];
    const neighbours = names.filter((name, index) => {
      return Math.abs(Number(name.slice(6)) - Number((names[index + 1] ?? "probe-999").slice(6))) === 1;
    });
    expect(neighbours.length).toBeLessThan(10);
  });

  it("keeps the first starts of different intervals apart", ({ expect }) => {
    const probes = [30_000, 60_000, 120_000].map((intervalMs) => ({
      name: `every-${intervalMs}`,
      intervalMs,
    }));
    const offsets = [...spread(probes).values()].map(({ offsetMs }) => offsetMs);
    expect(new Set(offsets).size).toBe(3);
  });
});

describe("startFrom", () => {
  const cases = [
    { name: "a start counts at its own moment", grid: [60_000, 10_000], at: 10_000, want: 10_000 },
    { name: "and not a millisecond later", grid: [60_000, 10_000], at: 10_001, want: 70_000 },
    { name: "before the first start of the hour", grid: [60_000, 10_000], at: 0, want: 10_000 },
    { name: "starts lie on slots", grid: [60_000, 12_345], at: 0, want: 10_000 },
    { name: "an interval that is no multiple of the slot", grid: [12_000, 0], at: 11_000, want: 20_000 },
    { name: "an interval shorter than the slot", grid: [1_000, 0], at: 5_001, want: 10_000 },
  ] as const;

  it.for(cases)("$name", ({ grid: [intervalMs, offsetMs], at, want }, { expect }) => {
    expect(startFrom({ intervalMs, offsetMs }, at)).toBe(want);
  });

  it("never lies before it is asked for, nor an interval and a slot after", ({ expect }) => {
    const grid = fc.record({
      intervalMs: fc.integer({ min: 1_000, max: 3_600_000 }),
      offsetMs: fc.integer({ min: 0, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(grid, fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (grid, at) => {
        const start = startFrom(grid, at);
        expect(start % SLOT_MS).toBe(0);
        expect(start).toBeGreaterThanOrEqual(at);
        expect(start).toBeLessThanOrEqual(at + grid.intervalMs + SLOT_MS);
      }),
    );
  });
});

describe("Schedule", () => {
  const one = [{ name: "ssh", intervalMs: MINUTE_MS }];

  it("is due at its moment, once", ({ expect }) => {
    const schedule = new Schedule(one, NOON);
    expect(schedule.nextAt()).toBe(NOON);
    expect(schedule.takeDue(NOON - 1, 9)).toEqual([]);
    expect(schedule.takeDue(NOON, 9)).toEqual([{ name: "ssh", dueAt: NOON }]);
    expect(schedule.takeDue(NOON, 9)).toEqual([]);
    expect(schedule.nextAt()).toBe(NOON + MINUTE_MS);
  });

  it("does not move its grid after a late start", ({ expect }) => {
    const schedule = new Schedule(one, NOON);
    expect(schedule.takeDue(NOON + 41_000, 9)).toEqual([{ name: "ssh", dueAt: NOON }]);
    expect(schedule.nextAt()).toBe(NOON + MINUTE_MS);
  });

  it("makes up for nothing that it missed", ({ expect }) => {
    const schedule = new Schedule(one, NOON);
    expect(schedule.takeDue(NOON + 10 * MINUTE_MS, 9)).toHaveLength(1);
    expect(schedule.nextAt()).toBe(NOON + 11 * MINUTE_MS);
  });

  it("gives out no more than it is asked for, longest overdue first", ({ expect }) => {
    const schedule = new Schedule(minutely(4), NOON);
    const all = NOON + MINUTE_MS - 1;
    expect(schedule.takeDue(all, 3).map(({ dueAt }) => dueAt - NOON)).toEqual([0, 15_000, 30_000]);
    expect(schedule.nextAt()).toBe(NOON + 45_000);
    expect(schedule.takeDue(all, 3)).toHaveLength(1);
  });

  it("knows nothing to do without probes", ({ expect }) => {
    expect(new Schedule([], NOON).nextAt()).toBeUndefined();
  });

  it("rings at most 17,280 times a day, however many probes it has", ({ expect }) => {
    const probes = Array.from({ length: 300 }, (_, index) => ({
      name: `p${index}`,
      intervalMs: 7_000 + index * 331,
    }));
    const schedule = new Schedule(probes, NOON);
    const rings = new Set<number>();
    for (let at = schedule.nextAt() ?? 0; at < NOON + 3_600_000; at = schedule.nextAt() ?? 0) {
      rings.add(at);
      schedule.takeDue(at, 1_000);
    }
    expect(rings.size * 24).toBeLessThanOrEqual(86_400_000 / SLOT_MS);
  });
});

describe("50 probes at one a minute with a timeout of 5 s", () => {
  // The timeout, and a little until the run is over.
  const hangMs = 5_200;
  const quickMs = 150;
  // Which third hangs must not matter: every third, the first, those whose starts stand together.
  const byStart = [...spread(minutely(50)).keys()];
  const thirds = {
    "every third by name": (name: string) => Number(name.slice(6)) % 3 === 0,
    "the first by name": (name: string) => Number(name.slice(6)) < 17,
    "those that start one after the other": (name: string) => byStart.indexOf(name) < 17,
    "all of them": () => true,
  };

  it.for(Object.entries(thirds))("start at most 2 s late while %s hang", ([, hangs], { expect }) => {
    const run = simulate(minutely(50), { hours: 1, runMs: (name) => (hangs(name) ? hangMs : quickMs) });
    expect(run.starts).toBe(50 * 60);
    expect(run.mostAtOnce).toBeLessThanOrEqual(MAX_RUNS_AT_ONCE);
    expect(run.worstLateMs).toBeLessThanOrEqual(2_000);
  });

  it("goes on, late, when more hang than there are slots for", ({ expect }) => {
    const run = simulate(minutely(50), { hours: 1, runMs: () => 10_000 });
    // 6 slots of 10 s are 36 starts a minute.
    expect(run.starts).toBeGreaterThan(35 * 60);
    expect(run.mostAtOnce).toBe(MAX_RUNS_AT_ONCE);
    expect(run.worstLateMs).toBeGreaterThan(2_000);
  });
});

describe("a day", () => {
  const day = { hours: 24, runMs: () => 100 };

  it("without cron starts every probe at every interval", ({ expect }) => {
    const run = simulate(minutely(20), day);
    expect(run.starts).toBe(20 * 1_440);
    expect(run.worstLateMs).toBe(0);
  });

  it("without alarms, by cron alone, starts every probe once a minute, at most a minute late", ({
    expect,
  }) => {
    const run = simulate(minutely(20), { ...day, alarms: false, cron: true });
    expect(run.starts).toBeGreaterThanOrEqual(20 * 1_439);
    expect(run.worstLateMs).toBeLessThan(MINUTE_MS + 10_000);
    expect(run.lateAlarms).toBeGreaterThanOrEqual(1_439);
  });

  it("with both starts nothing twice and counts no alarm as late", ({ expect }) => {
    const run = simulate(minutely(20), { ...day, cron: true });
    expect(run.starts).toBe(20 * 1_440);
    expect(run.lateAlarms).toBe(0);
  });
});
