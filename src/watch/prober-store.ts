import type { Glance, ProbeRecord } from "./prober-record.ts";
import type { ProberSnapshot } from "./prober-state.ts";
import type { Sql } from "./sql.ts";

/** Grows with every change of the tables; an object whose storage is newer than its code refuses to start. */
export const PROBER_SCHEMA_VERSION = 1;

const TABLES = [
  "CREATE TABLE probes (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  "CREATE TABLE meta (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
];

interface KeepAlive {
  readonly at: number;
  readonly glances: Readonly<Record<string, Glance>>;
}

/** A prober's rows: one for each probe, and one each for its region, its last keep-alive and its late alarms. */
export class ProberStore {
  readonly #sql: Sql;
  /** Statements' `rowsWritten`, summed: what the platform bills. */
  rowsWritten = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
    const stored = sql.exec<{ version: number }>("SELECT version FROM schema_version").toArray()[0]?.version;
    if (stored === undefined) this.#create();
    else if (stored > PROBER_SCHEMA_VERSION) {
      throw new Error(
        `Cannot open storage of schema version ${stored}: this code knows ${PROBER_SCHEMA_VERSION}; deploy a newer one`,
      );
    }
  }

  load(): ProberSnapshot {
    const rows = this.#sql.exec<{ name: string; body: string }>("SELECT name, body FROM probes").toArray();
    // Written by `putRecord` and `putKeepAlive` under the same schema version.
    const records = new Map(rows.map(({ name, body }) => [name, JSON.parse(body) as ProbeRecord]));
    const keepAlive = JSON.parse(this.#meta("keep_alive") ?? `{"at":0,"glances":{}}`) as KeepAlive;
    return { records, glances: new Map(Object.entries(keepAlive.glances)), keptAliveAt: keepAlive.at };
  }

  putRecord(name: string, record: ProbeRecord): void {
    this.#write("INSERT OR REPLACE INTO probes VALUES (?, ?)", name, JSON.stringify(record));
  }

  /** Drops the rows of probes that are no longer configured here. */
  keepOnly(names: { has(name: string): boolean }, stored: ProberSnapshot): void {
    for (const name of stored.records.keys()) {
      if (!names.has(name)) this.#write("DELETE FROM probes WHERE name = ?", name);
    }
  }

  putKeepAlive(at: number, glances: ReadonlyMap<string, Glance>): void {
    this.#putMeta("keep_alive", JSON.stringify({ at, glances: Object.fromEntries(glances) }));
  }

  get lateAlarms(): number {
    return Number(this.#meta("late_alarms") ?? 0);
  }

  /** Kept, because an object that sleeps between two scrapes would count from 0 each time. */
  countLateAlarm(): void {
    this.#putMeta("late_alarms", String(this.lateAlarms + 1));
  }

  get region(): string | undefined {
    return this.#meta("region");
  }

  set region(region: string) {
    if (this.region !== region) this.#putMeta("region", region);
  }

  #create(): void {
    for (const statement of TABLES) this.#sql.exec(statement);
    this.#write("INSERT INTO schema_version VALUES (?)", PROBER_SCHEMA_VERSION);
  }

  #meta(key: string): string | undefined {
    return this.#sql.exec<{ body: string }>("SELECT body FROM meta WHERE key = ?", key).toArray()[0]?.body;
  }

  #putMeta(key: string, body: string): void {
    this.#write("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, body);
  }

  #write(query: string, ...bindings: SqlStorageValue[]): void {
    this.rowsWritten += this.#sql.exec(query, ...bindings).rowsWritten;
  }
}
