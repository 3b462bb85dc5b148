import type { Alert } from "../alert/alert.ts";
import { compileMatcher } from "../alert/matcher.ts";
import type { LogEntry } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Silence } from "../silence/silence.ts";
import type { StoredGroup } from "./group.ts";
import type { Attempt, Snapshot, Store, StoredLog } from "./store.ts";
import { alertFromText, alertToText } from "./stored-alert.ts";

type Body = { readonly body: string };

/** The router's tables in a Durable Object's SQLite. Rows are JSON: every question is answered from memory. */
export class SqlStore implements Store {
  readonly #sql: SqlStorage;
  /** Statements' `rowsWritten`, summed: what the platform bills. */
  rowsWritten = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  load(): Snapshot {
    const bodies = (table: string) => this.#sql.exec<Body>(`SELECT body FROM ${table}`).toArray();
    const logs = this.#sql.exec<Body & { group_id: string; integration: string }>(
      "SELECT * FROM notification_log",
    );
    return {
      alerts: bodies("alerts").map(({ body }) => alertFromText(body)),
      // These columns hold what the `put` methods below wrote under the same schema version.
      groups: bodies("groups").map(({ body }) => JSON.parse(body) as StoredGroup),
      logs: logs.toArray().map(({ group_id, integration, body }) => {
        return { groupId: group_id, integration, entry: JSON.parse(body) as LogEntry };
      }),
      outbox: bodies("outbox").map(({ body }) => JSON.parse(body) as OutboxRow),
      silences: this.#sql
        .exec<Body & { identity: string }>("SELECT * FROM silences")
        .toArray()
        .map(silenceFromRow),
    };
  }

  putAlert(alert: Alert): void {
    this.#write("INSERT OR REPLACE INTO alerts VALUES (?, ?)", alert.fingerprint, alertToText(alert));
  }

  deleteAlert(fingerprint: string): void {
    this.#write("DELETE FROM alerts WHERE fingerprint = ?", fingerprint);
  }

  putGroup(group: StoredGroup): void {
    this.#write("INSERT OR REPLACE INTO groups VALUES (?, ?)", group.id, JSON.stringify(group));
  }

  deleteGroup(id: string): void {
    this.#write("DELETE FROM groups WHERE id = ?", id);
  }

  putLog({ groupId, integration, entry }: StoredLog): void {
    const body = JSON.stringify(entry);
    this.#write("INSERT OR REPLACE INTO notification_log VALUES (?, ?, ?)", groupId, integration, body);
  }

  deleteLog(groupId: string, integration: string): void {
    this.#write("DELETE FROM notification_log WHERE group_id = ? AND integration = ?", groupId, integration);
  }

  putOutbox(row: OutboxRow): void {
    const body = JSON.stringify(row);
    this.#write("INSERT OR REPLACE INTO outbox VALUES (?, ?, ?)", row.groupId, row.integration, body);
  }

  deleteOutbox(groupId: string, integration: string): void {
    this.#write("DELETE FROM outbox WHERE group_id = ? AND integration = ?", groupId, integration);
  }

  addAttempt(a: Attempt): void {
    this.#write(
      "INSERT INTO attempts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[a.at, a.receiver, a.integration, a.groupKey, a.reason, a.attempt],
      ...[a.outcome, a.failure, a.status, a.latencyMs, a.answer],
    );
  }

  pruneAttempts(before: number, keep: number): void {
    // Ids grow with time, so both bounds are ranges of the primary key and need no index.
    const newest = this.#sql.exec<{ id: number | null }>("SELECT max(id) AS id FROM attempts").one().id ?? 0;
    this.#write("DELETE FROM attempts WHERE id <= ?", newest - keep);
    const first = this.#sql.exec<{ id: number }>(
      "SELECT id FROM attempts WHERE at >= ? ORDER BY id LIMIT 1",
      before,
    );
    this.#write("DELETE FROM attempts WHERE id < ?", first.toArray()[0]?.id ?? newest + 1);
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
