import type { Alert } from "../../../src/alert/alert.ts";
import type { OutboxRow } from "../../../src/notify/outbox.ts";
import { rowKey } from "../../../src/notify/outbox.ts";
import type { StoredDelivery, Try } from "../../../src/router/delivery.ts";
import { groupHash } from "../../../src/router/delivery-table.ts";
import type { StoredGroup } from "../../../src/router/group.ts";
import type {
  Attempt,
  LastRuns,
  Snapshot,
  Store,
  StoredLog,
  StoredStanding,
} from "../../../src/router/store.ts";
import { alertFromText, alertToText } from "../../../src/router/stored-alert.ts";
import type { Silence } from "../../../src/silence/silence.ts";
import type { HeartbeatState } from "../../../src/watch/heartbeat.ts";
import type { VerdictState } from "../../../src/watch/settle-verdict.ts";
import { UPTIME_TABLES, UptimeStore } from "../../../src/watch/uptime-store.ts";
import { TestSql } from "./sqlite.ts";

type Text = Map<string, string>;

interface Tried {
  readonly row: OutboxRow;
  readonly attempt: Attempt;
}

/** What a store throws that was told to fail. */
export class StorageFailure extends Error {}

/** Keeps what a restart would find: texts, so that nothing is shared with the memory that wrote it. */
export class MemoryStore implements Store {
  readonly #sql = uptimeSql();
  alerts = new Map<string, string>();
  groups = new Map<string, string>();
  logs = new Map<string, string>();
  outbox = new Map<string, string>();
  silences = new Map<string, Silence>();
  heartbeats = new Map<string, string>();
  standings = new Map<string, string>();
  watch = new Map<string, string>();
  tries: Tried[] = [];
  /** Real, but outside of `transact`: a turn that fails leaves its flips behind. */
  uptime = new UptimeStore(this.#sql);
  writes = 0;
  /** Writes of a turn that still succeed before one fails, once. */
  failsAfter = Number.POSITIVE_INFINITY;
  #isInTurn = false;

  /** Does all of it or, when a write fails, nothing: then false. */
  transact(work: () => void): boolean {
    if (this.failsAfter === Number.POSITIVE_INFINITY) {
      work();
      return true;
    }
    const { alerts, groups, logs, outbox, heartbeats, standings, watch, silences, tries } = this;
    const all = [alerts, groups, logs, outbox, heartbeats, standings, watch];
    const copies = all.map((map) => new Map(map));
    const before = { silences: new Map(silences), tries: [...tries] };
    try {
      this.#isInTurn = true;
      work();
      return true;
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      [this.alerts, this.groups, this.logs, this.outbox] = copies as [Text, Text, Text, Text];
      [this.heartbeats, this.standings, this.watch] = copies.slice(4) as [Text, Text, Text];
      Object.assign(this, before);
      return false;
    } finally {
      this.#isInTurn = false;
    }
  }

  load(): Snapshot {
    const parse = <T>(map: Map<string, string>) => [...map.values()].map((text) => JSON.parse(text) as T);
    return {
      alerts: [...this.alerts.values()].map(alertFromText),
      groups: parse<StoredGroup>(this.groups),
      logs: parse<StoredLog>(this.logs),
      outbox: parse<OutboxRow>(this.outbox),
      lastDelivery: Math.max(0, ...this.tries.map(({ row }) => row.delivery)),
      silences: [...this.silences.values()],
      heartbeats: parse<HeartbeatState>(this.heartbeats),
      standings: parse<StoredStanding>(this.standings),
      lastRuns: JSON.parse(this.watch.get("last_runs") ?? "{}") as LastRuns,
      verdict: parse<VerdictState>(new Map([...this.watch].filter(([id]) => id === "verdict")))[0],
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
  /** Everything that was tried, in order. */
  get attempts(): Attempt[] {
    return this.tries.map(({ attempt }) => attempt);
  }
  addAttempt(row: OutboxRow, attempt: Attempt): void {
    this.#count();
    this.tries.push({ row, attempt });
  }
  findDelivery(id: number): StoredDelivery | undefined {
    const tries = this.tries.filter(({ row }) => row.delivery === id);
    const last = tries.at(-1);
    if (last === undefined) return undefined;
    const { receiver, integration, groupKey, reason } = last.attempt;
    return {
      ...{ id, receiver, integration, groupKey, reason },
      decidedAt: last.row.firstDecidedAt,
      groupHash: groupHash(last.row.groupId),
      attempts: tries.map(({ attempt }) => tryOf(attempt)),
    };
  }
  newestDeliveries(before: number, limit: number): StoredDelivery[] {
    const ids = [...new Set(this.tries.map(({ row }) => row.delivery))].filter((id) => id < before);
    const newest = ids.sort((a, b) => b - a).slice(0, limit);
    return newest.map((id) => this.findDelivery(id)).filter((one) => one !== undefined);
  }
  pruneDeliveries(before: number, keep: number): void {
    this.tries = this.tries.filter(({ attempt }) => attempt.at >= before).slice(-keep);
  }
  putSilence(silence: Silence): void {
    this.#count();
    this.silences.set(silence.id, silence);
  }
  deleteSilence(id: string): void {
    this.silences.delete(id);
  }

  putHeartbeat(state: HeartbeatState): void {
    this.#put(this.heartbeats, state.name, JSON.stringify(state));
  }
  deleteHeartbeat(name: string): void {
    this.#delete(this.heartbeats, name);
  }
  putStanding(standing: StoredStanding): void {
    this.#put(this.standings, standing.probe, JSON.stringify(standing));
  }
  deleteStanding(probe: string): void {
    this.#delete(this.standings, probe);
  }
  putLastRuns(runs: LastRuns): void {
    this.#put(this.watch, "last_runs", JSON.stringify(runs));
  }
  putVerdict(verdict: VerdictState): void {
    this.#put(this.watch, "verdict", JSON.stringify(verdict));
  }

  #put(map: Text, key: string, text: string): void {
    this.#count();
    map.set(key, text);
  }

  #delete(map: Text, key: string): void {
    if (!map.has(key)) return;
    this.#count();
    map.delete(key);
  }

  #count(): void {
    this.writes += 1;
    if (!this.#isInTurn) return;
    this.failsAfter -= 1;
    if (this.failsAfter >= 0) return;
    this.failsAfter = Number.POSITIVE_INFINITY;
    throw new StorageFailure("the disk is full");
  }
}

function tryOf({ at, attempt, outcome, failure, status, latencyMs, answer }: Attempt): Try {
  return { at, attempt, outcome, failure, status, latencyMs, answer };
}

function uptimeSql(): SqlStorage {
  const sql = new TestSql();
  for (const table of UPTIME_TABLES) sql.exec(table);
  return sql.storage;
}
