import { describe, expect, it } from "vitest";
import { WorkMeter } from "../../../bench/work-meter.ts";
import { TestSql } from "../router/sqlite.ts";

function metered() {
  const sql = new TestSql();
  sql.exec("CREATE TABLE t (k TEXT PRIMARY KEY) WITHOUT ROWID");
  const alarms: number[] = [];
  // Of a Durable Object's storage no more than this is used.
  const storage = {
    sql: { exec: sql.exec.bind(sql) },
    setAlarm: async (at: number) => void alarms.push(at),
  } as unknown as DurableObjectStorage;
  return { storage, alarms, meter: new WorkMeter(storage) };
}

describe("WorkMeter", () => {
  it("counts rows that statements wrote, not those that they read", () => {
    const { storage, meter } = metered();
    storage.sql.exec("INSERT INTO t VALUES ('a'), ('b')");
    expect(storage.sql.exec("SELECT * FROM t").toArray()).toHaveLength(2);
    expect(meter.take()).toMatchObject({ rows: 2, alarms: 0 });
  });

  it("counts alarms, and sets them", async () => {
    const { storage, alarms, meter } = metered();
    await storage.setAlarm(7);
    expect(alarms).toEqual([7]);
    expect(meter.take()).toMatchObject({ rows: 0, alarms: 1 });
  });

  it("begins anew after each look", () => {
    const { storage, meter } = metered();
    storage.sql.exec("INSERT INTO t VALUES ('a')");
    meter.take();
    expect(meter.take()).toEqual({ rows: 0, alarms: 0, awakeMs: 0 });
  });

  it("is awake from the first touch to the last write", async () => {
    const { storage, meter } = metered();
    meter.touch();
    await new Promise((resolve) => setTimeout(resolve, 30));
    storage.sql.exec("INSERT INTO t VALUES ('a')");
    expect(meter.take().awakeMs).toBeGreaterThanOrEqual(25);
  });
});
