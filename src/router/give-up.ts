import type { Alert } from "../alert/alert.ts";
import { namesAlert, type OutboxRow, withoutAlerts } from "../notify/outbox.ts";
import type { Group } from "./group.ts";
import { groupsOf, releaseAlerts } from "./release.ts";
import { integrationKey, type RouterState } from "./state.ts";

/**
 * An alert that ended this long ago, and whose end some receiver still refuses to hear, is let go: a receiver that is
 * broken for good must not fill the memory. As long as upstream keeps its own log (`--data.retention`).
 */
export const UNTOLD_KEPT_MS = 120 * 3_600_000;

/** Lets go what ended too long ago to be told; an alert in a message that is under way waits for the next sweep. */
export function giveUpUntold(state: RouterState, now: number): void {
  const ended = [...state.alerts.values()].filter(
    ({ status, changedAt }) => status !== "firing" && now - changedAt >= UNTOLD_KEPT_MS,
  );
  if (ended.length === 0) return;
  const flying = new Set(ended.filter((alert) => rowsOf(state, alert).some((row) => state.isFlying(row))));
  const over = ended.filter((alert) => !flying.has(alert));
  const gone = new Set(over.map(({ fingerprint }) => fingerprint));
  for (const row of new Set(over.flatMap((alert) => rowsOf(state, alert)))) strip(state, row, gone);
  releaseAlerts(state, over);
}

function strip(state: RouterState, row: OutboxRow, gone: ReadonlySet<string>): void {
  const kept = withoutAlerts(row, gone);
  if (kept === undefined) state.deleteRow(row.groupId, row.integration);
  else state.putRow(kept);
}

/** Unsent rows that name the alert. */
function rowsOf(state: RouterState, { fingerprint }: Alert): OutboxRow[] {
  return groupsOf(state, fingerprint)
    .flatMap((group) => pendingOf(state, group))
    .filter((row) => namesAlert(row, fingerprint));
}

function pendingOf(state: RouterState, group: Group): OutboxRow[] {
  return (state.integrationsOf.get(group.receiver) ?? [])
    .map((integration) => state.pending(group.id, integrationKey(integration)))
    .filter((row) => row !== undefined);
}
