import { describe, it } from "vitest";
import { DeliveryTable } from "../../../src/router/delivery-table.ts";
import { migrate, SCHEMA_VERSION } from "../../../src/router/schema.ts";
import { TestSql } from "./sqlite.ts";

const ATTEMPTS = `CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, receiver TEXT NOT NULL, integration TEXT NOT NULL,
    group_key TEXT NOT NULL, reason TEXT NOT NULL, attempt INTEGER NOT NULL, outcome TEXT NOT NULL,
    failure TEXT NOT NULL, status TEXT NOT NULL, latency_ms INTEGER NOT NULL, answer TEXT NOT NULL)`;

const VERSION =
  "CREATE TABLE schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)";

const BODIES = [
  "CREATE TABLE alerts (fingerprint TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  "CREATE TABLE groups (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  `CREATE TABLE notification_log (
    group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
  `CREATE TABLE outbox (
    group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
];

/** Version 1, as it was: what a storage of that age holds must open under every later version. */
const VERSION_1 = [
  VERSION,
  "INSERT INTO schema_version VALUES (1, 1)",
  ...BODIES,
  "INSERT INTO alerts VALUES ('f', '{}')",
  ATTEMPTS,
];

const VERSION_3 = [
  VERSION,
  "INSERT INTO schema_version VALUES (1, 3)",
  ...BODIES,
  "CREATE TABLE heartbeats (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  "CREATE TABLE probe_standings (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  "CREATE TABLE watch (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  ATTEMPTS,
  `INSERT INTO attempts VALUES
    (7, 5, 'chat', 'chat/webhook/0', '{}:{}', 'first notification', 1, 'sent', '', '200', 9, 'ok')`,
];

function tables(sql: TestSql): string[] {
  const rows = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  );
  return rows.toArray().map(({ name }) => name);
}

function version(sql: TestSql): number {
  return sql.exec<{ version: number }>("SELECT version FROM schema_version").one().version;
}

describe("migrate", () => {
  it("makes every table of an empty storage, at this code's version", ({ expect }) => {
    const sql = new TestSql();
    migrate(sql.storage);
    expect(tables(sql)).toEqual([
      "alerts",
      "body_parts",
      "deliveries",
      "flips",
      "groups",
      "heartbeats",
      "notification_log",
      "outbox",
      "probe_standings",
      "schema_version",
      "silences",
      "uptime_days",
      "watch",
    ]);
    expect(version(sql)).toBe(SCHEMA_VERSION);
  });

  it("changes nothing the second time", ({ expect }) => {
    const sql = new TestSql();
    migrate(sql.storage);
    const changes = () => sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n;
    const before = changes();
    migrate(sql.storage);
    expect([changes() - before, version(sql)]).toEqual([0, SCHEMA_VERSION]);
  });

  it("brings version 1 on, and keeps what it held", ({ expect }) => {
    const sql = new TestSql();
    for (const statement of VERSION_1) sql.exec(statement);
    migrate(sql.storage);
    expect([version(sql), sql.count("alerts")]).toEqual([SCHEMA_VERSION, 1]);
    expect(tables(sql)).toEqual(expect.arrayContaining(["body_parts", "heartbeats", "flips"]));
  });

  it("makes of each attempt of version 3 a delivery, and writes no row for it", ({ expect }) => {
    const sql = new TestSql();
    for (const statement of VERSION_3) sql.exec(statement);
    const changes = () => sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n;
    const before = changes();
    migrate(sql.storage);
    // The one is the version.
    expect([version(sql), changes() - before]).toEqual([SCHEMA_VERSION, 1]);
    expect(new DeliveryTable(sql.storage, () => {}).find(7)).toEqual({
      id: 7,
      decidedAt: 5,
      receiver: "chat",
      integration: "chat/webhook/0",
      groupKey: "{}:{}",
      groupHash: "",
      reason: "first notification",
      attempts: [
        { at: 5, attempt: 1, outcome: "sent", failure: "", status: "200", latencyMs: 9, answer: "ok" },
      ],
    });
  });

  it("keeps every body of version 4 under its key", ({ expect }) => {
    const sql = new TestSql();
    for (const statement of VERSION_3) sql.exec(statement);
    const tables = {
      alerts: ["fingerprint"],
      groups: ["id"],
      notification_log: ["group_id", "integration"],
      outbox: ["group_id", "integration"],
      heartbeats: ["name"],
      probe_standings: ["name"],
      watch: ["id"],
    };
    for (const [table, columns] of Object.entries(tables)) {
      for (const n of [1, 2, 3]) {
        const key = columns.map((column) => `${column} ${n}`);
        sql.exec(
          `INSERT INTO ${table} VALUES (${[...key, ""].map(() => "?").join(", ")})`,
          ...key,
          `${table} ${n}`,
        );
      }
    }
    migrate(sql.storage);
    for (const [table, columns] of Object.entries(tables)) {
      const rows = sql.exec(`SELECT * FROM ${table} ORDER BY row`).toArray();
      const held = [1, 2, 3].map((n) => ({
        row: n,
        ...Object.fromEntries(columns.map((column) => [column, `${column} ${n}`])),
        body: `${table} ${n}`,
      }));
      expect(rows, table).toEqual(held);
    }
  });

  it("refuses a newer one, and says what to do", ({ expect }) => {
    const sql = new TestSql();
    migrate(sql.storage);
    sql.exec("UPDATE schema_version SET version = ?", SCHEMA_VERSION + 1);
    const message = `Cannot open storage of schema version ${SCHEMA_VERSION + 1}: this code knows ${SCHEMA_VERSION}; deploy a newer one`;
    expect(() => migrate(sql.storage)).toThrow(message);
    expect(version(sql)).toBe(SCHEMA_VERSION + 1);
  });

  it("writes one row for a row of a text key", ({ expect }) => {
    const sql = new TestSql();
    migrate(sql.storage);
    const definitions = sql.exec<{ sql: string }>(
      "SELECT sql FROM sqlite_master WHERE sql LIKE '%TEXT%PRIMARY KEY%'",
    );
    for (const { sql: definition } of definitions)
      expect(definition).toMatch(/WITHOUT ROWID$|\b(?:id|row) INTEGER PRIMARY KEY/);
  });
});
