import type { Alert } from "../alert/alert.ts";
import { labelValue } from "../alert/labels.ts";
import { isListed } from "../notify/fingerprint-list.ts";
import { EMPTY_ENTRY } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import { isAboutDelivery, noteFailing } from "./delivery-failing.ts";
import { fallbackFor } from "./detour.ts";
import type { Group } from "./group.ts";
import { groupsOf } from "./release.ts";
import { standInFor } from "./stand-in.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** Undelivered rows looked at in one turn, so that requests get their turn when a provider is down in a storm. */
export const WORRIES_PER_TURN = 500;

/** A critical that nobody at all has taken so long after its decision makes us unready. */
export const UNTAKEN_AFTER_MS = 300_000;

/** Looks at the rows that are not delivered `FAIL_OVER_AFTER_MS` after their decision. */
export function failOverDue(state: RouterState, now: number): void {
  for (const key of state.worries.takeDue(now, WORRIES_PER_TURN)) {
    const row = state.outbox.get(key);
    if (row !== undefined) failOver(state, row, now);
  }
}

/** A row that its provider refused for good: its criticals go elsewhere at once, unless a sibling may still take them. */
export function failOverRefused(state: RouterState, row: OutboxRow, now: number): void {
  const group = state.groups.get(row.groupId);
  const mayTake = (fingerprint: string) =>
    group !== undefined && siblings(state, group, row).some((one) => isListed(one.undelivered, fingerprint));
  failOver(state, row, now, mayTake);
}

/** Says that the receiver fails, and lets its fallback have the criticals that it has not taken. */
function failOver(
  state: RouterState,
  row: OutboxRow,
  now: number,
  isLeft: (fingerprint: string) => boolean = () => false,
): void {
  const group = state.groups.get(row.groupId);
  if (group === undefined) return;
  const criticals = undeliveredCriticals(state, row).filter((alert) => !isTakenIn(state, group, alert));
  if (!isAboutDelivery(state, row)) noteFailing(state, group, row, criticals.length > 0, now);
  if (group.standsFor !== undefined) return;
  for (const alert of criticals) {
    const fallback = fallbackFor(state, alert.labels);
    if (fallback === undefined || fallback === group.receiver || isLeft(alert.fingerprint)) continue;
    const standIn = standInFor(state, group, fallback, now);
    standIn.members.add(alert.fingerprint);
    state.groupsOf.get(alert.fingerprint)?.add(standIn.id);
    state.flushes.set(standIn.id, now);
  }
}

/** How many criticals fire that no receiver and no fallback has taken `UNTAKEN_AFTER_MS` after the decision. */
export function untakenCriticals(state: RouterState, now: number): number {
  const untaken = new Set<string>();
  for (const row of state.outbox.values()) {
    if (now - row.firstDecidedAt < UNTAKEN_AFTER_MS) continue;
    for (const alert of undeliveredCriticals(state, row)) {
      const isTaken = groupsOf(state, alert.fingerprint).some((group) => isTakenIn(state, group, alert));
      if (!isTaken) untaken.add(alert.fingerprint);
    }
  }
  return untaken.size;
}

function undeliveredCriticals(state: RouterState, row: OutboxRow): readonly Alert[] {
  return row.undelivered
    .map((fingerprint) => state.alerts.get(fingerprint))
    .filter((alert) => alert !== undefined)
    .filter((alert) => alert.status === "firing" && labelValue(alert.labels, "severity") === "critical");
}

/** Whether any integration of the group's receiver knows that the alert fires. */
function isTakenIn(state: RouterState, group: Group, { fingerprint }: Alert): boolean {
  return (state.integrationsOf.get(group.receiver) ?? []).some((integration) => {
    const entry = state.entry(group.id, integrationKey(integration)) ?? EMPTY_ENTRY;
    return isListed(entry.firing, fingerprint);
  });
}

function siblings(state: RouterState, group: Group, row: OutboxRow): readonly OutboxRow[] {
  return (state.integrationsOf.get(group.receiver) ?? [])
    .map((integration) => state.pending(group.id, integrationKey(integration)))
    .filter((one) => one !== undefined)
    .filter((one) => one.integration !== row.integration);
}
