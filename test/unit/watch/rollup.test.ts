import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { Flip } from "../../../src/watch/flip.ts";
import {
  FLIP_RETENTION_MS,
  MAX_FLIPS_PER_SUBJECT,
  rollUp,
  startOfDay,
  totalsOfDays,
} from "../../../src/watch/rollup.ts";
import { add, totals } from "../../../src/watch/uptime.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT = Date.UTC(2026, 5, 1);

/** Turns up and down by hours after midnight. */
function flipsAt(...hours: readonly number[]): Flip[] {
  return hours.map((hour, index) => {
    const state = index % 2 === 0 ? "up" : "down";
    return { subject: "probe/ssh", at: MIDNIGHT + hour * HOUR_MS, state, muted: false, cause: "" };
  });
}

describe("rollUp", () => {
  it("leaves alone what is few enough", ({ expect }) => {
    expect(rollUp(flipsAt(0, 1, 2), 3, MIDNIGHT + 9 * DAY_MS)).toEqual({ days: [], drop: [] });
    expect(rollUp([], 3, MIDNIGHT)).toEqual({ days: [], drop: [] });
  });

  it("makes days of the oldest flips, and carries the last state over", ({ expect }) => {
    const flips = flipsAt(12, 13, 14, 23, 30, 31, 50);
    const rolled = rollUp(flips, 2, MIDNIGHT + 9 * DAY_MS);
    expect(rolled.days).toEqual([
      {
        subject: "probe/ssh",
        day: MIDNIGHT,
        incidents: 2,
        upMs: 10 * HOUR_MS,
        downMs: 2 * HOUR_MS,
        mutedMs: 0,
        unknownMs: 0,
      },
      {
        subject: "probe/ssh",
        day: MIDNIGHT + DAY_MS,
        incidents: 1,
        upMs: HOUR_MS,
        downMs: 23 * HOUR_MS,
        mutedMs: 0,
        unknownMs: 0,
      },
    ]);
    expect(rolled.drop).toEqual(flips.slice(0, 6).map(({ at }) => at));
    expect(rolled.carry).toMatchObject({ at: MIDNIGHT + 2 * DAY_MS, state: "down" });
  });

  it("does not count an incident again that was carried over midnight", ({ expect }) => {
    const carried = { ...flipsAt(0)[0], state: "down" } as Flip;
    const { days } = rollUp([carried, ...flipsAt(2, 3, 4, 30)], 1, MIDNIGHT + 9 * DAY_MS);
    expect(days[0]).toMatchObject({ incidents: 1, downMs: 3 * HOUR_MS });
  });

  it("never touches today", ({ expect }) => {
    const flips = flipsAt(1, 2, 3, 4);
    expect(rollUp(flips, 2, MIDNIGHT + 5 * HOUR_MS)).toEqual({ days: [], drop: [] });
  });

  it("loses no time", ({ expect }) => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 24 * 20 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(hours, fc.integer({ min: 1, max: 30 }), (hours, keep) => {
        const flips = flipsAt(...hours.sort((a, b) => a - b));
        const now = MIDNIGHT + 21 * DAY_MS;
        const { days, drop, carry } = rollUp(flips, keep, now);
        const left = [
          ...(carry === undefined ? [] : [carry]),
          ...flips.filter(({ at }) => !drop.includes(at)),
        ];
        expect(left.length).toBeLessThanOrEqual(Math.max(keep, 1));
        const whole = totals(flips, MIDNIGHT, now);
        expect(add(totalsOfDays(days, MIDNIGHT, now), totals(left, MIDNIGHT, now))).toEqual(whole);
      }),
    );
  });
});

describe("totalsOfDays", () => {
  const day = {
    subject: "probe/ssh",
    day: MIDNIGHT,
    incidents: 0,
    upMs: 20 * HOUR_MS,
    downMs: 4 * HOUR_MS,
    mutedMs: 0,
    unknownMs: 0,
  } as const;

  const cases = [
    { name: "the whole day", from: 0, to: 24, want: [20, 4] },
    { name: "the share of a day that the window cuts", from: 12, to: 48, want: [10, 2] },
    { name: "a day before the window", from: 24, to: 48, want: [0, 0] },
    { name: "a day after it", from: -24, to: 0, want: [0, 0] },
  ] as const;

  it.for(cases)("$name", ({ from, to, want }, { expect }) => {
    const { upMs, downMs } = totalsOfDays([day], MIDNIGHT + from * HOUR_MS, MIDNIGHT + to * HOUR_MS);
    expect([upMs / HOUR_MS, downMs / HOUR_MS]).toEqual(want);
  });
});

it("a thousand flips and thirteen months are kept", ({ expect }) => {
  expect([MAX_FLIPS_PER_SUBJECT, FLIP_RETENTION_MS / DAY_MS]).toEqual([1_000, 396]);
  expect(startOfDay(MIDNIGHT + DAY_MS - 1)).toBe(MIDNIGHT);
});
