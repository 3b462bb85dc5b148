import type { Alert } from "../alert/alert.ts";
import { believesFiring, EMPTY_ENTRY, forget, type LogEntry, mentions } from "../notify/notification-log.ts";
import { namesAlert } from "../notify/outbox.ts";
import type { Group } from "./group.ts";
import { leaveGroup } from "./membership.ts";
import { integrationKey, type RouterState } from "./state.ts";

/**
 * Lets those alerts go that have resolved: each out of every group that has told its end, and altogether once the last
 * one has. A group that is left empty is gone, so that what fires again waits for `group_wait` there, as upstream has it.
 */
export function releaseTold(state: RouterState, fingerprints: readonly string[]): void {
  const known = fingerprints.map((fingerprint) => state.alerts.get(fingerprint));
  const resolved = known
    .filter((alert) => alert?.status === "resolved")
    .filter((alert) => alert !== undefined);
  const told = new Set(resolved.filter((alert) => isTold(state, alert)));
  for (const alert of resolved) if (!told.has(alert)) leaveDone(state, alert);
  releaseAlerts(state, [...told]);
}

function leaveDone(state: RouterState, alert: Alert): void {
  for (const group of groupsOf(state, alert.fingerprint)) {
    if (isDone(state, group, alert)) leaveGroup(state, group, alert.fingerprint);
  }
}

/** Whether all who shall hear how an alert ended, or that it is not renewed, have heard it. */
export function isTold(state: RouterState, alert: Alert): boolean {
  return groupsOf(state, alert.fingerprint).every((group) => isDone(state, group, alert));
}

/** A group is done with an alert after a flush that saw its end, when nobody there believes it firing. */
function isDone(state: RouterState, group: Group, alert: Alert): boolean {
  if (group.flushedAt < alert.changedAt) return false;
  return (state.integrationsOf.get(group.receiver) ?? []).every((integration) => {
    const key = integrationKey(integration);
    const row = state.pending(group.id, key);
    if (row !== undefined && namesAlert(row, alert.fingerprint)) return false;
    return !owesEnd(state.entry(group.id, key) ?? EMPTY_ENTRY, alert);
  });
}

/** Who was told that an alert is not renewed still waits for its resolve, should one come, but for nothing else. */
function owesEnd(entry: LogEntry, { status, fingerprint }: Alert): boolean {
  return status === "stale" ? believesFiring(entry, fingerprint) : mentions(entry, fingerprint);
}

/** Drops alerts everywhere; what the log still says of them goes too. */
export function releaseAlerts(state: RouterState, alerts: readonly Alert[]): void {
  // Once for all of a group: an entry of a big one takes longer to write than its alerts together.
  for (const [group, gone] of byGroup(state, alerts)) forgetIn(state, group, gone);
  for (const alert of alerts) {
    for (const group of groupsOf(state, alert.fingerprint)) leaveGroup(state, group, alert.fingerprint);
    state.forgetAlert(alert);
    state.store.deleteAlert(alert.fingerprint);
  }
}

function forgetIn(state: RouterState, group: Group, gone: ReadonlySet<string>): void {
  for (const integration of state.integrationsOf.get(group.receiver) ?? []) {
    const key = integrationKey(integration);
    const entry = state.entry(group.id, key);
    if (entry === undefined || ![...gone].some((fingerprint) => mentions(entry, fingerprint))) continue;
    state.putEntry(group.id, key, forget(entry, gone));
  }
}

function byGroup(state: RouterState, alerts: readonly Alert[]): ReadonlyMap<Group, ReadonlySet<string>> {
  const members = new Map<Group, Set<string>>();
  for (const { fingerprint } of alerts) {
    for (const group of groupsOf(state, fingerprint)) {
      members.set(group, (members.get(group) ?? new Set()).add(fingerprint));
    }
  }
  return members;
}

export function groupsOf(state: RouterState, fingerprint: string): Group[] {
  const ids = state.groupsOf.get(fingerprint) ?? new Set();
  return [...ids].map((id) => state.groups.get(id)).filter((group) => group !== undefined);
}
