import type { Alert } from "../../../src/alert/alert.ts";
import type { OutboxRow } from "../../../src/notify/outbox.ts";
import { rowKey } from "../../../src/notify/outbox.ts";
import type { StoredGroup } from "../../../src/router/group.ts";
import type { Attempt, Snapshot, Store, StoredLog } from "../../../src/router/store.ts";
import { alertFromText, alertToText } from "../../../src/router/stored-alert.ts";
import type { Silence } from "../../../src/silence/silence.ts";

/** Keeps what a restart would find: texts, so that nothing is shared with the memory that wrote it. */
export class MemoryStore implements Store {
  readonly alerts = new Map<string, string>();
  readonly groups = new Map<string, string>();
  readonly logs = new Map<string, string>();
  readonly outbox = new Map<string, string>();
  readonly silences = new Map<string, Silence>();
  attempts: Attempt[] = [];
  writes = 0;

  load(): Snapshot {
    const parse = <T>(map: Map<string, string>) => [...map.values()].map((text) => JSON.parse(text) as T);
    return {
      alerts: [...this.alerts.values()].map(alertFromText),
      groups: parse<StoredGroup>(this.groups),
      logs: parse<StoredLog>(this.logs),
      outbox: parse<OutboxRow>(this.outbox),
      silences: [...this.silences.values()],
    };
  }

  putAlert(alert: Alert): void {
    this.#put(this.alerts, alert.fingerprint, alertToText(alert));
  }
  deleteAlert(fingerprint: string): void {
    this.#delete(this.alerts, fingerprint);
  }
  putGroup(group: StoredGroup): void {
    this.#put(this.groups, group.id, JSON.stringify(group));
  }
  deleteGroup(id: string): void {
    this.#delete(this.groups, id);
  }
  putLog(log: StoredLog): void {
    this.#put(this.logs, rowKey(log.groupId, log.integration), JSON.stringify(log));
  }
  deleteLog(groupId: string, integration: string): void {
    this.#delete(this.logs, rowKey(groupId, integration));
  }
  putOutbox(row: OutboxRow): void {
    this.#put(this.outbox, rowKey(row.groupId, row.integration), JSON.stringify(row));
  }
  deleteOutbox(groupId: string, integration: string): void {
    this.#delete(this.outbox, rowKey(groupId, integration));
  }
  addAttempt(attempt: Attempt): void {
    this.writes += 1;
    this.attempts.push(attempt);
  }
  pruneAttempts(before: number, keep: number): void {
    this.attempts = this.attempts.filter(({ at }) => at >= before).slice(-keep);
  }
  putSilence(silence: Silence): void {
    this.writes += 1;
    this.silences.set(silence.id, silence);
  }
  deleteSilence(id: string): void {
    this.silences.delete(id);
  }

  #put(map: Map<string, string>, key: string, text: string): void {
    this.writes += 1;
    map.set(key, text);
  }

  #delete(map: Map<string, string>, key: string): void {
    if (map.delete(key)) this.writes += 1;
  }
}
