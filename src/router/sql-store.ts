import type { Alert } from "../alert/alert.ts";
import { compileMatcher } from "../alert/matcher.ts";
import type { LogEntry } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Silence } from "../silence/silence.ts";
import type { HeartbeatState } from "../watch/heartbeat.ts";
import type { VerdictState } from "../watch/settle-verdict.ts";
import { UptimeStore } from "../watch/uptime-store.ts";
import { BodyTable } from "./body-table.ts";
import type { StoredDelivery } from "./delivery.ts";
import { DeliveryTable } from "./delivery-table.ts";
import type { StoredGroup } from "./group.ts";
import { LongBodies } from "./long-bodies.ts";
import type { Attempt, LastRuns, Snapshot, Store, StoredLog, StoredRow, StoredStanding } from "./store.ts";
import { alertFromText, alertToText } from "./stored-alert.ts";

/** The router's tables in a Durable Object's SQLite. Rows are JSON: every question is answered from memory. */
export class SqlStore implements Store {
  readonly #sql: SqlStorage;
  readonly #long: LongBodies;
  readonly #alerts: BodyTable;
  readonly #groups: BodyTable;
  readonly #log: BodyTable;
  readonly #outbox: BodyTable;
  readonly #heartbeats: BodyTable;
  readonly #standings: BodyTable;
  readonly #watch: BodyTable;
  readonly #deliveries: DeliveryTable;
  uptime: UptimeStore;
  /** Statements' `rowsWritten`, summed: what the platform bills. */
  rowsWritten = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const write = (query: string, ...bindings: SqlStorageValue[]) => this.#write(query, ...bindings);
    this.#long = new LongBodies(sql, write);
    this.#alerts = new BodyTable(sql, "alerts", ["fingerprint"], this.#long, write);
    this.#groups = new BodyTable(sql, "groups", ["id"], this.#long, write);
    this.#log = new BodyTable(sql, "notification_log", ["group_id", "integration"], this.#long, write);
    this.#outbox = new BodyTable(sql, "outbox", ["group_id", "integration"], this.#long, write);
    this.#heartbeats = new BodyTable(sql, "heartbeats", ["name"], this.#long, write);
    this.#standings = new BodyTable(sql, "probe_standings", ["name"], this.#long, write);
    this.#watch = new BodyTable(sql, "watch", ["id"], this.#long, write);
    this.#deliveries = new DeliveryTable(sql, write);
    this.uptime = new UptimeStore(sql);
  }

  load(): Snapshot {
    const restOf = this.#long.load();
    const rows = (table: BodyTable) => table.load(restOf);
    const watch = new Map(rows(this.#watch).map(({ key: [id = ""], body }) => [id, JSON.parse(body)]));
    // After a write that failed it remembers flips that were never stored.
    this.uptime = new UptimeStore(this.#sql);
    return {
      alerts: rows(this.#alerts).map(({ body }) => alertFromText(body)),
      // These columns hold what the `put` methods below wrote under the same schema version.
      groups: rows(this.#groups).map(({ body }) => JSON.parse(body) as StoredGroup),
      logs: rows(this.#log).map(({ key: [groupId = "", integration = ""], body }) => {
        return { groupId, integration, entry: JSON.parse(body) as LogEntry };
      }),
      outbox: rows(this.#outbox).map(({ body }) => JSON.parse(body) as StoredRow),
      lastDelivery: this.#deliveries.lastId(),
      silences: this.#sql
        .exec<{ body: string; identity: string }>("SELECT * FROM silences")
        .toArray()
        .map(silenceFromRow),
      heartbeats: rows(this.#heartbeats).map(({ body }) => JSON.parse(body) as HeartbeatState),
      standings: rows(this.#standings).map(({ body }) => JSON.parse(body) as StoredStanding),
      lastRuns: (watch.get("last_runs") ?? {}) as LastRuns,
      verdict: watch.get("verdict") as VerdictState | undefined,
    };
  }

  putAlert(alert: Alert): void {
    this.#alerts.put([alert.fingerprint], alertToText(alert));
  }

  deleteAlert(fingerprint: string): void {
    this.#alerts.delete([fingerprint]);
  }

  putGroup(group: StoredGroup): void {
    this.#groups.put([group.id], JSON.stringify(group));
  }

  deleteGroup(id: string): void {
    this.#groups.delete([id]);
  }

  putLog({ groupId, integration, entry }: StoredLog): void {
    this.#log.put([groupId, integration], JSON.stringify(entry));
  }

  deleteLog(groupId: string, integration: string): void {
    this.#log.delete([groupId, integration]);
  }

  putOutbox(row: OutboxRow): void {
    this.#outbox.put([row.groupId, row.integration], JSON.stringify(row));
  }

  deleteOutbox(groupId: string, integration: string): void {
    this.#outbox.delete([groupId, integration]);
  }

  addAttempt(row: OutboxRow, attempt: Attempt): void {
    this.#deliveries.add(row, attempt);
  }

  findDelivery(id: number): StoredDelivery | undefined {
    return this.#deliveries.find(id);
  }

  newestDeliveries(before: number, limit: number): Iterable<StoredDelivery> {
    return this.#deliveries.newest(before, limit);
  }

  pruneDeliveries(before: number, keep: number): void {
    this.#deliveries.prune(before, keep);
  }

  putSilence(silence: Silence): void {
    const { identity, matchers, ...rest } = silence;
    const body = JSON.stringify({
      ...rest,
      matchers: matchers.map(({ name, op, value }) => ({ name, op, value })),
    });
    this.#write("INSERT OR REPLACE INTO silences VALUES (?, ?, ?)", silence.id, identity, body);
  }

  deleteSilence(id: string): void {
    this.#write("DELETE FROM silences WHERE id = ?", id);
  }

  putHeartbeat(state: HeartbeatState): void {
    this.#heartbeats.put([state.name], JSON.stringify(state));
  }

  deleteHeartbeat(name: string): void {
    this.#heartbeats.delete([name]);
  }

  putStanding(standing: StoredStanding): void {
    this.#standings.put([standing.probe], JSON.stringify(standing));
  }

  deleteStanding(probe: string): void {
    this.#standings.delete([probe]);
  }

  putLastRuns(runs: LastRuns): void {
    this.#watch.put(["last_runs"], JSON.stringify(runs));
  }

  putVerdict(verdict: VerdictState): void {
    this.#watch.put(["verdict"], JSON.stringify(verdict));
  }

  #write(query: string, ...bindings: SqlStorageValue[]): void {
    this.rowsWritten += this.#sql.exec(query, ...bindings).rowsWritten;
  }
}

function silenceFromRow({ body, identity }: { body: string; identity: string }): Silence {
  // Written by `putSilence` under the same schema version.
  const stored = JSON.parse(body) as Omit<Silence, "identity">;
  const matchers = stored.matchers.map(({ name, op, value }) => {
    const matcher = compileMatcher(name, op, value);
    if (!matcher.ok) throw new Error(`Cannot read silence ${stored.id}: ${matcher.error}`);
    return matcher.value;
  });
  return { ...stored, matchers, identity };
}
