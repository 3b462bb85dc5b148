import { describe, it } from "vitest";
import { PROBER_SCHEMA_VERSION, ProberStore } from "../../../src/watch/prober-store.ts";
import { follow } from "../../../src/watch/streak.ts";
import { certificate, NOON } from "./probe-samples.ts";
import { MemorySql } from "./sqlite.ts";

const streak = follow(undefined, { kind: "up", at: NOON, reason: "" }, 1);
const glance = { lastRunAt: NOON, durationMs: 12, httpStatusCode: 200, success: 1 } as const;

describe("ProberStore", () => {
  it("holds nothing at first", ({ expect }) => {
    const store = new ProberStore(new MemorySql());
    expect(store.load()).toEqual({ records: new Map(), glances: new Map(), keptAliveAt: 0 });
    expect([store.region, store.lateAlarms]).toEqual([undefined, 0]);
  });

  it("gives back after a restart what was put, one row each", ({ expect }) => {
    const sql = new MemorySql();
    const store = new ProberStore(sql);
    const written = store.rowsWritten;
    const record = { streak, certificate: certificate(), told: "key" };
    store.putRecord("ssh", record);
    store.putKeepAlive(NOON, new Map([["ssh", glance]]));
    store.region = "weur";
    store.countLateAlarm();
    store.countLateAlarm();
    expect(store.rowsWritten - written).toBe(5);
    const again = new ProberStore(sql);
    expect(again.load()).toEqual({
      records: new Map([["ssh", record]]),
      glances: new Map([["ssh", glance]]),
      keptAliveAt: NOON,
    });
    expect([again.region, again.lateAlarms]).toEqual(["weur", 2]);
  });

  it("writes a region once", ({ expect }) => {
    const store = new ProberStore(new MemorySql());
    store.region = "weur";
    const written = store.rowsWritten;
    store.region = "weur";
    expect(store.rowsWritten).toBe(written);
  });

  it("drops the rows of probes that are gone", ({ expect }) => {
    const store = new ProberStore(new MemorySql());
    store.putRecord("kept", { streak });
    store.putRecord("gone", { streak });
    store.keepOnly(new Set(["kept"]), store.load());
    expect([...store.load().records.keys()]).toEqual(["kept"]);
  });

  it("refuses storage of a newer version", ({ expect }) => {
    const sql = new MemorySql();
    new ProberStore(sql);
    sql.exec("UPDATE schema_version SET version = ?", PROBER_SCHEMA_VERSION + 1);
    expect(() => new ProberStore(sql)).toThrow("schema version 2: this code knows 1");
  });
});
