import type { Alert } from "../alert/alert.ts";
import { isAbsent, isLeasedByWebhook, lastRenewedAt } from "../alert/alert.ts";
import type { Integration } from "../config/config.ts";
import { type Decision, decide, type GroupContent } from "../notify/decide.ts";
import { isListed } from "../notify/fingerprint-list.ts";
import { EMPTY_ENTRY, forget, mentions } from "../notify/notification-log.ts";
import { type OutboxRow, replaceRow } from "../notify/outbox.ts";
import { type Sorted, sortOutMuted } from "../notify/quiet.ts";
import { mutedByTime } from "../timeinterval/time-interval.ts";
import { endRow } from "./end-row.ts";
import { type Group, storedGroup } from "./group.ts";
import { releaseTold } from "./release.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** One tick of a group: decides for each integration of its receiver, and writes what it decided. */
export function flushGroup(state: RouterState, group: Group, now: number): void {
  const members = membersOf(state, group);
  const mutes = mutesOf(state, group, now);
  const sorted = sortOutMuted(members, mutes);
  // Where all are inhibited upstream does not ask its intervals, and its lists go on showing the last answer.
  const isAsked = members.some((alert) => sorted.muted.get(alert) !== "inhibited");
  group.mutedBy = isAsked ? mutes.timeIntervals : (group.mutedBy ?? []);
  for (const integration of state.integrationsOf.get(group.receiver) ?? []) {
    flushFor(state, group, integration, sorted, now);
    forgetUntold(state, group, integration, sorted);
  }
  if (members.some((alert) => alert.changedAt > group.flushedAt)) {
    group.flushedAt = now;
    state.store.putGroup(storedGroup(group));
  }
  releaseTold(
    state,
    members.map(({ fingerprint }) => fingerprint),
  );
}

/**
 * Looks again, out of turn, at a row that waits to be sent: a silence may have fallen on it. Alerts that joined since
 * wait for their group's tick.
 */
export function reconsiderRow(state: RouterState, row: OutboxRow, now: number): void {
  const group = state.groups.get(row.groupId);
  const integration = state.integrations.get(row.integration);
  if (group === undefined || integration === undefined) return;
  const { firing, resolved, unknown } = row.content;
  const named = new Set([...firing, ...resolved, ...unknown]);
  const members = membersOf(state, group).filter((alert) => named.has(alert.fingerprint));
  flushFor(state, group, integration, sortOutMuted(members, mutesOf(state, group, now)), now);
}

/** Decides as if an operator had asked for the group's state of now to be told anew: what is muted stays unsaid. */
export function replayFor(state: RouterState, group: Group, integration: Integration, now: number): Decision {
  const sorted = sortOutMuted(membersOf(state, group), mutesOf(state, group, now));
  return flushFor(state, group, integration, sorted, now, true);
}

function membersOf(state: RouterState, group: Group): Alert[] {
  return [...group.members]
    .map((fingerprint) => state.alerts.get(fingerprint))
    .filter((alert) => alert !== undefined);
}

function mutesOf(state: RouterState, group: Group, now: number) {
  const mute = group.route?.muteTimeIntervals ?? [];
  const active = group.route?.activeTimeIntervals ?? [];
  return {
    inhibitedBy: (alert: Alert) => state.inhibition.inhibitedBy(alert.fingerprint, alert.labels),
    timeIntervals: mutedByTime(mute, active, state.config.timeIntervals, now),
    silencedBy: (alert: Alert) => state.silences.silencedBy(alert.fingerprint, alert.labels, now),
  };
}

function flushFor(
  state: RouterState,
  group: Group,
  integration: Integration,
  sorted: Sorted,
  now: number,
  isReplay = false,
): Decision {
  const key = integrationKey(integration);
  const content = contentFor(state, group, key, sorted);
  const decision = decide(content, state.entry(group.id, key), state.pending(group.id, key), {
    sendResolved: integration.sendResolved,
    repeatIntervalMs: group.route?.repeatIntervalMs ?? Number.POSITIVE_INFINITY,
    now,
    isReplay,
  });
  emitDecision(state, group, key, decision, sorted);
  if (decision.notify) putDecided(state, group, key, decision, sorted, now);
  else if (decision.reason !== "already waiting") withdraw(state, group.id, key);
  return decision;
}

function contentFor(state: RouterState, group: Group, integration: string, sorted: Sorted): GroupContent {
  const pick = (status: Alert["status"]) =>
    sorted.told
      .filter((alert) => alert.status === status && isToldHere(state, group, integration, alert))
      .map((alert) => alert.fingerprint);
  return {
    firing: pick("firing"),
    resolved: pick("resolved"),
    unknown: pick("stale"),
    muted: sorted.told.length === 0 && sorted.muted.size > 0,
    isRenewed: (fingerprint, since) => isRenewed(state.alerts.get(fingerprint), group, since),
  };
}

/** A member that the routing sends elsewhere now is told here only if it was told, or decided, here before. */
function isToldHere(state: RouterState, group: Group, integration: string, alert: Alert): boolean {
  if (!group.leaving.has(alert.fingerprint)) return true;
  const undelivered = state.pending(group.id, integration)?.undelivered ?? [];
  return (
    mentions(state.entry(group.id, integration) ?? EMPTY_ENTRY, alert.fingerprint) ||
    isListed(undelivered, alert.fingerprint)
  );
}

function isRenewed(alert: Alert | undefined, group: Group, since: number): boolean {
  if (alert === undefined || group.leaving.has(alert.fingerprint)) return false;
  if (!isLeasedByWebhook(alert)) return true;
  return lastRenewedAt(alert) > since && !isAbsent(alert);
}

function putDecided(
  state: RouterState,
  group: Group,
  integration: string,
  decision: Extract<Decision, { notify: true }>,
  sorted: Sorted,
  now: number,
): void {
  const told = new Set((state.entry(group.id, integration) ?? EMPTY_ENTRY).firing);
  const row = replaceRow(state.pending(group.id, integration), {
    groupId: group.id,
    integration,
    delivery: state.nextDelivery(),
    content: decision.content,
    reason: decision.reason,
    decidedAt: now,
    firstDecidedAt: now,
    changedAt: oldestChange(sorted.told, now, group.flushedAt),
    attempt: 0,
    nextAttemptAt: now,
    version: 0,
    undelivered: decision.content.firing.filter((fingerprint) => !told.has(fingerprint)),
  });
  state.putRow(row);
}

/** When the oldest change that this flush tells was taken in; a repeat has none and counts from now. */
function oldestChange(told: readonly Alert[], now: number, flushedAt: number): number {
  return told.reduce(
    (oldest, { changedAt }) => (changedAt > flushedAt ? Math.min(oldest, changedAt) : oldest),
    now,
  );
}

/** Takes back an unsent row that would no longer be decided. */
function withdraw(state: RouterState, groupId: string, integration: string): void {
  const row = state.pending(groupId, integration);
  if (row !== undefined && !state.isFlying(row)) endRow(state, row);
}

/** Alerts that ended without a word to this integration: muted at their end, or it wants no resolves. */
function forgetUntold(state: RouterState, group: Group, integration: Integration, sorted: Sorted): void {
  const key = integrationKey(integration);
  const entry = state.entry(group.id, key);
  if (entry === undefined) return;
  const coming = new Set(state.pending(group.id, key)?.content.resolved ?? []);
  const untold = [...sorted.muted.keys(), ...(integration.sendResolved ? [] : sorted.told)]
    .filter((alert) => alert.status === "resolved" && !coming.has(alert.fingerprint))
    .map((alert) => alert.fingerprint);
  const gone = new Set(untold.filter((fingerprint) => mentions(entry, fingerprint)));
  if (gone.size > 0) state.putEntry(group.id, key, forget(entry, gone));
}

function emitDecision(
  state: RouterState,
  group: Group,
  integration: string,
  decision: Decision,
  sorted: Sorted,
): void {
  const count = (status: Alert["status"]) => sorted.told.filter((alert) => alert.status === status).length;
  state.emit({
    type: "decision",
    groupKey: group.key,
    receiver: group.receiver,
    integration,
    notify: decision.notify,
    reason: decision.reason,
    firing: count("firing"),
    resolved: count("resolved"),
    muted: sorted.muted.size,
  });
}
