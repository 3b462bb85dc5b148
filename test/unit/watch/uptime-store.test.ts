import { describe, it } from "vitest";
import { FLAPPING_FLIPS, type Subject, type SubjectState } from "../../../src/watch/flip.ts";
import { FLIP_RETENTION_MS, MAX_FLIPS_PER_SUBJECT } from "../../../src/watch/rollup.ts";
import { MAX_INCIDENTS_SHOWN, uptimeOf } from "../../../src/watch/uptime-report.ts";
import { SWEEP_SPARE_FLIPS, UPTIME_TABLES, UptimeStore } from "../../../src/watch/uptime-store.ts";
import { NOON } from "./probe-samples.ts";
import { MemorySql } from "./sqlite.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function open() {
  const sql = new MemorySql();
  for (const statement of UPTIME_TABLES) sql.exec(statement);
  return { sql, store: new UptimeStore(sql) };
}

function standing(
  state: SubjectState["state"],
  since: number,
  more: Partial<SubjectState> = {},
): SubjectState {
  const cause = state === "up" ? "" : "connection refused";
  return { subject: "probe/ssh", state, since, muted: false, cause, ...more };
}

describe("UptimeStore", () => {
  it("writes one row for a flip and none for what it knows", ({ expect }) => {
    const { store } = open();
    expect(store.observe(standing("up", NOON), NOON)).toBe(true);
    for (let minute = 0; minute < 1_000; minute += 1) {
      expect(store.observe(standing("up", NOON), NOON + minute * MINUTE_MS)).toBe(false);
    }
    expect(store.observe(standing("down", NOON + DAY_MS), NOON + DAY_MS)).toBe(true);
    expect(store.rowsWritten).toBe(2);
  });

  it("remembers over a restart what it stored last", ({ expect }) => {
    const { sql, store } = open();
    store.observe(standing("up", NOON), NOON);
    store.observe(standing("down", NOON + 1, { muted: true }), NOON + 1);
    const again = new UptimeStore(sql);
    expect(again.last("probe/ssh")).toMatchObject({ at: NOON + 1, state: "down", muted: true });
    expect(again.observe(standing("down", NOON + 1, { muted: true }), NOON + 2)).toBe(false);
    expect(again.last("heartbeat/ssh")).toBeUndefined();
  });

  it("keeps a probe and a heartbeat of one name apart", ({ expect }) => {
    const { store } = open();
    store.observe(standing("up", NOON), NOON);
    store.observe(standing("down", NOON, { subject: "heartbeat/ssh" }), NOON);
    expect(store.history("probe/ssh").flips).toMatchObject([{ state: "up" }]);
    expect(store.history("heartbeat/ssh").flips).toMatchObject([{ state: "down" }]);
  });

  it("shows a new flip to who asked before", ({ expect }) => {
    const { store } = open();
    store.observe(standing("up", NOON), NOON);
    expect(store.history("probe/ssh").flips).toHaveLength(1);
    store.observe(standing("down", NOON + 1), NOON + 1);
    expect(store.history("probe/ssh").flips).toHaveLength(2);
  });

  it("holds a flapping subject down until it settles", ({ expect }) => {
    const { store } = open();
    for (let turn = 0; turn < 2 * FLAPPING_FLIPS; turn += 1) {
      const at = NOON + turn * MINUTE_MS;
      store.observe(standing(turn % 2 === 0 ? "up" : "down", at), at);
    }
    expect(store.rowsWritten).toBe(FLAPPING_FLIPS);
    expect(store.last("probe/ssh")?.state).toBe("down");
    const upAt = NOON + 3 * HOUR_MS;
    store.observe(standing("up", upAt), upAt);
    expect(store.last("probe/ssh")?.state).toBe("down");
    store.observe(standing("up", upAt), upAt + 30 * MINUTE_MS);
    expect(store.last("probe/ssh")).toMatchObject({ at: upAt, state: "up" });
  });
});

describe("sweep", () => {
  const watched = new Set<Subject>(["probe/ssh"]);

  it("drops what is older than thirteen months, but for the state that still holds", ({ expect }) => {
    const { store } = open();
    store.observe(standing("up", NOON), NOON);
    store.observe(standing("down", NOON + DAY_MS), NOON + DAY_MS);
    store.observe(standing("up", NOON + 2 * DAY_MS), NOON + 2 * DAY_MS);
    store.sweep(watched, NOON + FLIP_RETENTION_MS + 3 * DAY_MS);
    expect(store.history("probe/ssh").flips).toMatchObject([{ at: NOON + 2 * DAY_MS, state: "up" }]);
    expect(store.last("probe/ssh")?.state).toBe("up");
  });

  it("forgets in time what is no longer watched", ({ expect }) => {
    const { store } = open();
    store.observe(standing("up", NOON), NOON);
    store.sweep(new Set(), NOON + FLIP_RETENTION_MS);
    expect(store.last("probe/ssh")).toBeDefined();
    store.sweep(new Set(), NOON + FLIP_RETENTION_MS + 1);
    expect(store.last("probe/ssh")).toBeUndefined();
    expect(store.history("probe/ssh").flips).toEqual([]);
  });

  it("rolls up what is too much, and the report stays what it was", ({ expect }) => {
    const { store } = open();
    // Four flips a day, down for two hours of each.
    const days = MAX_FLIPS_PER_SUBJECT / 4 + 10;
    for (let day = 0; day < days; day += 1) {
      for (const [hour, state] of [
        [1, "down"],
        [2, "up"],
        [5, "down"],
        [6, "up"],
      ] as const) {
        const at = NOON + day * DAY_MS + hour * HOUR_MS;
        store.observe(standing(state, at), at);
      }
    }
    const now = NOON + days * DAY_MS;
    const before = uptimeOf("probe/ssh", store.history("probe/ssh"), 0.9, now);
    store.sweep(watched, now);
    const history = store.history("probe/ssh");
    expect(history.flips.length).toBeLessThanOrEqual(MAX_FLIPS_PER_SUBJECT - SWEEP_SPARE_FLIPS);
    expect(
      history.days.reduce((sum, day) => sum + day.incidents, 0) * 2 + history.flips.length,
    ).toBeGreaterThan(1_000);
    expect(uptimeOf("probe/ssh", history, 0.9, now).windows).toEqual(before.windows);
    expect(before.windows["30d"].availability).toBeCloseTo(22 / 24, 6);
    expect(before.incidents).toHaveLength(MAX_INCIDENTS_SHOWN);
  });
});

describe("uptimeOf", () => {
  it("tells of a subject that nothing is known of", ({ expect }) => {
    const report = uptimeOf("heartbeat/backup", { days: [], flips: [] }, undefined, NOON);
    expect(report).toMatchObject({ kind: "heartbeat", name: "backup", state: "unknown", incidents: [] });
    expect(report.windows["90d"]).toEqual({ upMs: 0, downMs: 0, mutedMs: 0, unknownMs: 0 });
    expect(report).not.toHaveProperty("errorBudget");
  });

  it("tells windows, incidents and what is left of the budget", ({ expect }) => {
    const { store } = open();
    const outageAt = NOON + 10 * DAY_MS;
    store.observe(standing("up", NOON), NOON);
    store.observe(standing("down", outageAt), outageAt);
    store.observe(standing("down", outageAt, { muted: true }), outageAt + HOUR_MS);
    store.observe(standing("up", outageAt + 2 * HOUR_MS), outageAt + 2 * HOUR_MS);
    const report = uptimeOf("probe/ssh", store.history("probe/ssh"), 0.99, outageAt + DAY_MS);
    expect(report).toMatchObject({ kind: "probe", name: "ssh", state: "up", recordedSince: NOON });
    expect(report.windows["24h"]).toMatchObject({ downMs: HOUR_MS, mutedMs: HOUR_MS, availability: 22 / 23 });
    expect(report.windows["7d"].availability).toBeCloseTo(1 - 1 / (7 * 24 - 1), 9);
    expect(report.incidents).toEqual([
      {
        subject: "probe/ssh",
        startedAt: outageAt,
        endedAt: outageAt + 2 * HOUR_MS,
        cause: "connection refused",
        durationMs: 2 * HOUR_MS,
        mutedMs: HOUR_MS,
      },
    ]);
    expect(report.errorBudget).toMatchObject({ spentMs: HOUR_MS, allowedMs: 7.2 * HOUR_MS });
  });
});
