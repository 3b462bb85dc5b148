import { describe, it } from "vitest";
import { MAX_CAUSE_CHARS, type Subject } from "../../../src/watch/flip.ts";
import { UPTIME_TABLES, UptimeStore } from "../../../src/watch/uptime-store.ts";
import { NOON } from "./probe-samples.ts";
import { MemorySql } from "./sqlite.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** What 50 probes a minute may take up: a fifth of the free plan's rows, and nothing of its storage to speak of. */
const MAX_BYTES = 20_000_000;
const MAX_ROWS_A_DAY = 20_000;

/** How many minutes it stays up, and then down, each time anew. */
interface Habit {
  up(roll: () => number): number;
  down(roll: () => number): number;
}

/** Down once a fortnight or so, for up to half an hour. */
const steady: Habit = {
  up: (roll) => Math.ceil(roll() * 28 * 1_440),
  down: (roll) => Math.ceil(roll() * 30),
};
/** Up and down with every run. */
const flapping: Habit = { up: () => 1, down: () => 1 };
/** Up just long enough to count as settled each time. */
const nasty: Habit = { up: () => 31, down: () => 1 };

/** The same numbers each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lets probes run once a minute and sweeps once a day; the rows of the worst day, and the bytes at the end. */
function live(habits: readonly Habit[], days: number) {
  const sql = new MemorySql();
  for (const statement of UPTIME_TABLES) sql.exec(statement);
  const store = new UptimeStore(sql);
  const roll = dice(7);
  const name = (index: number): Subject => `probe/a-name-of-some-length-${index}`;
  const probes = habits.map((habit, index) => ({
    habit,
    subject: name(index),
    isUp: true,
    since: NOON,
    minutesLeft: 1,
  }));
  const watched = new Set(probes.map(({ subject }) => subject));
  let worstDay = 0;
  for (let day = 0; day < days; day += 1) {
    const before = store.rowsWritten;
    sql.transact(() => {
      for (let minute = 0; minute < 1_440; minute += 1) {
        const now = NOON + day * DAY_MS + minute * MINUTE_MS;
        for (const probe of probes) {
          probe.minutesLeft -= 1;
          if (probe.minutesLeft === 0) {
            probe.isUp = !probe.isUp;
            probe.since = now;
            probe.minutesLeft = probe.isUp ? probe.habit.up(roll) : probe.habit.down(roll);
          }
          // As its prober tells it: a change at once, and the same again every five minutes.
          if (probe.since !== now && minute % 5 !== 0) continue;
          const state = probe.isUp ? "up" : "down";
          const cause = probe.isUp ? "" : "x".repeat(MAX_CAUSE_CHARS);
          store.observe({ subject: probe.subject, state, since: probe.since, muted: false, cause }, now);
        }
      }
      store.sweep(watched, NOON + (day + 1) * DAY_MS);
    });
    worstDay = Math.max(worstDay, store.rowsWritten - before);
  }
  return { worstDay, rows: store.rowsWritten, bytes: sql.bytes };
}

describe("50 probes a minute", () => {
  it("for a year of which a few flap all the time stay small", { timeout: 60_000 }, ({ expect }) => {
    const habits = Array.from({ length: 50 }, (_, index) => [flapping, nasty][index] ?? steady);
    const { worstDay, rows, bytes } = live(habits, 365);
    expect(rows).toBeGreaterThan(365);
    expect(worstDay).toBeLessThan(MAX_ROWS_A_DAY);
    expect(bytes).toBeLessThan(MAX_BYTES);
  });

  it("that all flap stay as small, for the record of each has its limit", { timeout: 60_000 }, ({
    expect,
  }) => {
    // By then every record is full, and each new day pushes out an old one.
    const { worstDay, bytes } = live(
      Array.from({ length: 50 }, (_, index) => (index < 5 ? flapping : nasty)),
      30,
    );
    expect(worstDay).toBeLessThan(MAX_ROWS_A_DAY);
    expect(bytes).toBeLessThan(MAX_BYTES);
  });
});
