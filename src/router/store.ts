import type { Alert } from "../alert/alert.ts";
import type { LogEntry } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Silence } from "../silence/silence.ts";
import type { HeartbeatState } from "../watch/heartbeat.ts";
import type { VerdictState } from "../watch/settle-verdict.ts";
import type { ProbeStanding } from "../watch/standing.ts";
import type { UptimeStore } from "../watch/uptime-store.ts";
import type { StoredDelivery } from "./delivery.ts";
import type { StoredGroup } from "./group.ts";

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

/** A row of the outbox; those of before schema version 4 have no name. */
export type StoredRow = Omit<OutboxRow, "delivery"> & Partial<Pick<OutboxRow, "delivery">>;

export interface StoredLog {
  readonly groupId: string;
  readonly integration: string;
  readonly entry: LogEntry;
}

/** What is known of a probe, without its configuration. */
export type StoredStanding = Pick<ProbeStanding, "look"> & {
  readonly probe: string;
  readonly report: NonNullable<ProbeStanding["report"]>;
};

/** Start of each probe's last run: it moves with every report, and is one row for all of them. */
export type LastRuns = Readonly<Record<string, number>>;

/** Everything that survives a restart. */
export interface Snapshot {
  readonly alerts: readonly Alert[];
  readonly groups: readonly StoredGroup[];
  readonly logs: readonly StoredLog[];
  readonly outbox: readonly StoredRow[];
  /** The id of the newest delivery. */
  readonly lastDelivery: number;
  readonly silences: readonly Silence[];
  readonly heartbeats: readonly HeartbeatState[];
  readonly standings: readonly StoredStanding[];
  readonly lastRuns: LastRuns;
  readonly verdict: VerdictState | undefined;
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
  /** Adds it to the delivery of that row, or begins one. */
  addAttempt(row: OutboxRow, attempt: Attempt): void;
  findDelivery(id: number): StoredDelivery | undefined;
  /** At most `limit` whose id is below `before`, newest first. */
  newestDeliveries(before: number, limit: number): Iterable<StoredDelivery>;
  /** Drops deliveries last tried before `before`, and all but the newest `keep`. */
  pruneDeliveries(before: number, keep: number): void;
  putSilence(silence: Silence): void;
  deleteSilence(id: string): void;
  putHeartbeat(state: HeartbeatState): void;
  deleteHeartbeat(name: string): void;
  putStanding(standing: StoredStanding): void;
  deleteStanding(probe: string): void;
  putLastRuns(runs: LastRuns): void;
  putVerdict(verdict: VerdictState): void;
  /** Begins anew, its memory too, with every `load`. */
  readonly uptime: Pick<UptimeStore, "observe" | "history" | "sweep">;
}
