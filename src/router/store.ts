import type { Alert } from "../alert/alert.ts";
import type { LogEntry } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Silence } from "../silence/silence.ts";
import type { StoredGroup } from "./group.ts";

/** As much of a groupKey as an attempt keeps: it repeats every label that it groups by, and attempts are many. */
export const ATTEMPT_GROUP_KEY_CHARS = 1_000;

/** One try to send, as operators read it later. `answer` is cut and its secrets are masked. */
export interface Attempt {
  readonly at: number;
  readonly receiver: string;
  readonly integration: string;
  readonly groupKey: string;
  readonly reason: string;
  readonly attempt: number;
  readonly outcome: "sent" | "retried" | "failed";
  readonly failure: string;
  readonly status: string;
  readonly latencyMs: number;
  readonly answer: string;
}

export interface StoredLog {
  readonly groupId: string;
  readonly integration: string;
  readonly entry: LogEntry;
}

/** Everything that survives a restart. */
export interface Snapshot {
  readonly alerts: readonly Alert[];
  readonly groups: readonly StoredGroup[];
  readonly logs: readonly StoredLog[];
  readonly outbox: readonly OutboxRow[];
  readonly silences: readonly Silence[];
}

/** Where decisions are written, one row a call; the caller has opened the transaction. */
export interface Store {
  load(): Snapshot;
  putAlert(alert: Alert): void;
  deleteAlert(fingerprint: string): void;
  putGroup(group: StoredGroup): void;
  deleteGroup(id: string): void;
  putLog(log: StoredLog): void;
  deleteLog(groupId: string, integration: string): void;
  putOutbox(row: OutboxRow): void;
  deleteOutbox(groupId: string, integration: string): void;
  addAttempt(attempt: Attempt): void;
  /** Drops attempts older than `before` and all but the newest `keep`. */
  pruneAttempts(before: number, keep: number): void;
  putSilence(silence: Silence): void;
  deleteSilence(id: string): void;
}
