import type { Alert } from "../alert/alert.ts";
import { EMPTY_ENTRY, forget, mentions } from "../notify/notification-log.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Group } from "./group.ts";
import { leaveGroup } from "./membership.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** Lets a resolved alert go once no integration of any of its groups waits to tell its end. */
export function releaseIfTold(state: RouterState, fingerprint: string): void {
  const alert = state.alerts.get(fingerprint);
  if (alert?.status !== "resolved") return;
  const groups = groupsOf(state, fingerprint);
  if (groups.every((group) => isDone(state, group, alert))) releaseAlert(state, alert);
}

/** A group is done with a resolved alert after a flush that saw its end, when nobody there believes it firing. */
function isDone(state: RouterState, group: Group, alert: Alert): boolean {
  if (group.flushedAt < alert.changedAt) return false;
  return (state.integrationsOf.get(group.receiver) ?? []).every((integration) => {
    const key = integrationKey(integration);
    const row = state.pending(group.id, key);
    if (row !== undefined && rowMentions(row, alert.fingerprint)) return false;
    return !mentions(state.entry(group.id, key) ?? EMPTY_ENTRY, alert.fingerprint);
  });
}

function rowMentions(row: OutboxRow, fingerprint: string): boolean {
  const { firing, resolved, unknown } = row.content;
  return [firing, resolved, unknown, row.undelivered].some((list) => list.includes(fingerprint));
}

/** Whether an unsent row still needs the alert's text. */
export function isWaiting(state: RouterState, fingerprint: string): boolean {
  return groupsOf(state, fingerprint).some((group) =>
    (state.integrationsOf.get(group.receiver) ?? []).some((integration) => {
      const row = state.pending(group.id, integrationKey(integration));
      return row !== undefined && rowMentions(row, fingerprint);
    }),
  );
}

/** Drops an alert everywhere; what the log still says of it goes too. */
export function releaseAlert(state: RouterState, alert: Alert): void {
  const gone = new Set([alert.fingerprint]);
  for (const group of groupsOf(state, alert.fingerprint)) {
    for (const integration of state.integrationsOf.get(group.receiver) ?? []) {
      const key = integrationKey(integration);
      const entry = state.entry(group.id, key);
      if (entry !== undefined && mentions(entry, alert.fingerprint)) {
        state.putEntry(group.id, key, forget(entry, gone));
      }
    }
    leaveGroup(state, group, alert.fingerprint);
  }
  state.forgetAlert(alert);
  state.store.deleteAlert(alert.fingerprint);
}

function groupsOf(state: RouterState, fingerprint: string): Group[] {
  const ids = state.groupsOf.get(fingerprint) ?? new Set();
  return [...ids].map((id) => state.groups.get(id)).filter((group) => group !== undefined);
}
