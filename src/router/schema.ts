import { UPTIME_TABLES } from "../watch/uptime-store.ts";

/** Grows with every migration; an object whose storage is newer than its code refuses to start. */
export const SCHEMA_VERSION = 5;

/**
 * Each step takes storage from its index to the next version. Keys are row numbers, or stand WITHOUT ROWID: one row
 * written, not two.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE alerts (fingerprint TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE groups (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE notification_log (
      group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
    `CREATE TABLE outbox (
      group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (group_id, integration)) WITHOUT ROWID`,
    `CREATE TABLE silences (id TEXT PRIMARY KEY, identity TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE attempts (
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, receiver TEXT NOT NULL, integration TEXT NOT NULL,
      group_key TEXT NOT NULL, reason TEXT NOT NULL, attempt INTEGER NOT NULL, outcome TEXT NOT NULL,
      failure TEXT NOT NULL, status TEXT NOT NULL, latency_ms INTEGER NOT NULL, answer TEXT NOT NULL)`,
  ],
  [
    // What of a body does not fit into its own row.
    `CREATE TABLE body_parts (
      owner TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (owner, part)) WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE heartbeats (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE probe_standings (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`,
    // The verdict, and when each probe last ran.
    `CREATE TABLE watch (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`,
    ...UPTIME_TABLES,
  ],
  [
    // A row was one attempt; it becomes a delivery with the last one, and writes no row for it.
    `ALTER TABLE attempts RENAME TO deliveries`,
    `ALTER TABLE deliveries ADD COLUMN decided_at INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE deliveries ADD COLUMN group_hash TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE deliveries ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]'`,
  ],
  [
    // Under a text key each new row touched another page, which in a storm was most of what was written.
    `CREATE TABLE alerts_5 (row INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("alerts", "fingerprint"),
    `ALTER TABLE alerts_5 RENAME TO alerts`,
    `CREATE TABLE groups_5 (row INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("groups", "id"),
    `ALTER TABLE groups_5 RENAME TO groups`,
    `CREATE TABLE notification_log_5 (
      row INTEGER PRIMARY KEY, group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("notification_log", "group_id, integration"),
    `ALTER TABLE notification_log_5 RENAME TO notification_log`,
    `CREATE TABLE outbox_5 (
      row INTEGER PRIMARY KEY, group_id TEXT NOT NULL, integration TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("outbox", "group_id, integration"),
    `ALTER TABLE outbox_5 RENAME TO outbox`,
    `CREATE TABLE heartbeats_5 (row INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("heartbeats", "name"),
    `ALTER TABLE heartbeats_5 RENAME TO heartbeats`,
    `CREATE TABLE probe_standings_5 (row INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("probe_standings", "name"),
    `ALTER TABLE probe_standings_5 RENAME TO probe_standings`,
    `CREATE TABLE watch_5 (row INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL)`,
    ...moved("watch", "id"),
    `ALTER TABLE watch_5 RENAME TO watch`,
  ],
];

/** Fills the table that takes the place of another. */
function moved(table: string, key: string): readonly string[] {
  return [`INSERT INTO ${table}_5 (${key}, body) SELECT ${key}, body FROM ${table}`, `DROP TABLE ${table}`];
}

/** Brings storage to this code's version inside the caller's transaction; throws on a newer one. */
export function migrate(sql: SqlStorage): void {
  sql.exec(
    `CREATE TABLE IF NOT EXISTS schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)`,
  );
  const stored =
    sql.exec<{ version: number }>("SELECT version FROM schema_version").toArray()[0]?.version ?? 0;
  if (stored > SCHEMA_VERSION) {
    throw new Error(
      `Cannot open storage of schema version ${stored}: this code knows ${SCHEMA_VERSION}; deploy a newer one`,
    );
  }
  if (stored === SCHEMA_VERSION) return;
  for (const step of MIGRATIONS.slice(stored)) for (const statement of step) sql.exec(statement);
  sql.exec("INSERT OR REPLACE INTO schema_version (id, version) VALUES (1, ?)", SCHEMA_VERSION);
}
