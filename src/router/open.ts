import type { Alert } from "../alert/alert.ts";
import type { Config } from "../config/config.ts";
import { nextFlushAt } from "../dispatch/group.ts";
import { awake } from "./awake.ts";
import { reindex } from "./change.ts";
import { cutGroupKey } from "./delivery.ts";
import { recallFailing } from "./delivery-failing.ts";
import type { RouterEvent } from "./event.ts";
import { staleUntil } from "./expire.ts";
import type { Group } from "./group.ts";
import { dropGroup } from "./membership.ts";
import { openWatch } from "./open-watch.ts";
import { isHeld } from "./own-alerts.ts";
import { adoptStandIn } from "./stand-in.ts";
import { integrationKey, RouterState } from "./state.ts";
import type { Snapshot, Store } from "./store.ts";

/**
 * Builds the index from storage under the configuration of now: groups that the routing still makes keep their ticks
 * and log, the others keep only what they must still tell.
 */
export function openRouter(
  config: Config,
  store: Store,
  now: number,
  emit: (event: RouterEvent) => void,
  random: () => number,
): RouterState {
  const state = new RouterState(config, store, emit, random);
  const snapshot = store.load();
  for (const silence of snapshot.silences) state.silences.set(silence);
  // A row that flew when we died may have been silenced in the meantime: the first tick looks.
  state.silenceEdgeAt = now;
  for (const stored of snapshot.groups) {
    state.groups.set(stored.id, { ...stored, route: undefined, members: new Set(), leaving: new Set() });
  }
  loadLogs(state, snapshot);
  loadAlerts(state, snapshot.alerts, now);
  loadOutbox(state, snapshot, now);
  for (const group of state.groups.values()) adoptStandIn(state, group);
  for (const group of [...state.groups.values()]) settleGroup(state, group, now);
  recallFailing(state);
  openWatch(state, snapshot, now);
  return state;
}

/** Log entries of integrations or groups that are gone have nobody to serve. */
function loadLogs(state: RouterState, snapshot: Snapshot): void {
  for (const { groupId, integration, entry } of snapshot.logs) {
    if (state.groups.has(groupId) && state.integrations.has(integration)) {
      state.keepEntry(groupId, integration, entry);
    } else state.store.deleteLog(groupId, integration);
  }
}

function loadAlerts(state: RouterState, alerts: readonly Alert[], now: number): void {
  for (const stored of alerts.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const { alert, isNewGrace } = awake(stored, now);
    if (isNewGrace) state.store.putAlert(alert);
    state.rememberAlert(alert);
    if (isHeld(alert)) state.held.add(alert.fingerprint);
    // A group that no flush has stored yet began when its first alert came, not now.
    reindex(state, alert, alert.receivedAt, now);
    if (alert.status === "stale") state.leases.set(alert.fingerprint, staleUntil(state, alert));
  }
}

/** Rows of a vanished integration end here, as failed for that reason. */
function loadOutbox(state: RouterState, snapshot: Snapshot, now: number): void {
  state.lastDelivery = Math.max(snapshot.lastDelivery, ...snapshot.outbox.map((row) => row.delivery ?? 0));
  for (const stored of snapshot.outbox) {
    // Rows of before version 4 have no name yet.
    const row = { ...stored, delivery: stored.delivery ?? state.nextDelivery() };
    const group = state.groups.get(row.groupId);
    if (group !== undefined && state.integrations.has(row.integration)) {
      state.keepRow(row);
      // It may have been under way when we died.
      state.doubt(row);
      continue;
    }
    state.store.deleteOutbox(row.groupId, row.integration);
    const attempt = {
      at: now,
      receiver: group?.receiver ?? "",
      integration: row.integration,
      groupKey: cutGroupKey(group?.key ?? ""),
      reason: row.reason,
      attempt: row.attempt,
      outcome: "failed" as const,
      failure: "receiver_gone",
      status: "-",
      latencyMs: 0,
      answer: "",
    };
    state.store.addAttempt(row, attempt);
    state.emit({
      type: "attempt",
      kind: row.integration.split("/").at(-2) ?? "",
      attempt,
      failure: "receiver_gone",
    });
  }
}

/** Adds the members that the routing now sends elsewhere, and arms the tick that was missed or comes next. */
function settleGroup(state: RouterState, group: Group, now: number): void {
  for (const fingerprint of rememberedIn(state, group)) {
    if (group.members.has(fingerprint) || !state.alerts.has(fingerprint)) continue;
    group.members.add(fingerprint);
    // A stand-in's members are those that it was to tell, and no route's.
    if (group.standsFor === undefined || group.route === undefined) group.leaving.add(fingerprint);
    state.groupsOf.get(fingerprint)?.add(group.id);
  }
  if (group.members.size === 0) return dropGroup(state, group);
  if (group.flushedAt !== 0) state.flushes.set(group.id, nextTick(state, group, now));
}

function rememberedIn(state: RouterState, group: Group): Set<string> {
  const remembered = new Set<string>();
  for (const integration of state.integrationsOf.get(group.receiver) ?? []) {
    const key = integrationKey(integration);
    const entry = state.entry(group.id, key);
    const row = state.pending(group.id, key);
    const told = [entry?.firing, entry?.unknown, entry?.owed];
    const waiting = [row?.undelivered, row?.content.firing, row?.content.unknown, row?.content.resolved];
    for (const list of [...told, ...waiting]) for (const one of list ?? []) remembered.add(one);
  }
  return remembered;
}

/** The tick of the oldest change that no flush has taken in yet; without one the next tick from now. */
function nextTick(state: RouterState, group: Group, now: number): number {
  const changes = [...group.members]
    .map((fingerprint) => state.alerts.get(fingerprint)?.changedAt ?? 0)
    .filter((changedAt) => changedAt > group.flushedAt);
  const after = changes.length === 0 ? now : Math.min(...changes) - 1;
  return nextFlushAt(group.firstFlushAt, 0, group.groupIntervalMs, after);
}
