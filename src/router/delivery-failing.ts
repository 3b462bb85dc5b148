import { type Labels, labelsKey, labelValue } from "../alert/labels.ts";
import { timestampOf } from "../alert/timestamp.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import { DELIVERY_FAILING, otherReceiver } from "./detour.ts";
import type { Group } from "./group.ts";
import { SELF, settleOwn } from "./own-alerts.ts";
import { raise } from "./self.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** Where nothing failed but the way is too slow: the `reason` of a row that waits for its turn. */
export const BACKLOG = "backlog";

/** An alert about a receiver that nothing is sent to any more ends this long after its last failure. */
export const FAILING_LASTS_MS = 3_600_000;

/** Whether a row tells of nothing but failing deliveries: that it fails too is no news, and would never end. */
export function isAboutDelivery(state: RouterState, { content, undelivered }: OutboxRow): boolean {
  const named = [...content.firing, ...content.resolved, ...content.unknown, ...undelivered];
  return named.every((fingerprint) => {
    const alert = state.alerts.get(fingerprint);
    return alert !== undefined && labelValue(alert.labels, "alertname") === DELIVERY_FAILING;
  });
}

/** Raises or renews `FarwatchDeliveryFailing`. The first reason stays, and critical stays, until something is delivered. */
export function noteFailing(
  state: RouterState,
  group: Group,
  row: OutboxRow,
  isCritical: boolean,
  now: number,
): void {
  const known = state.failing.get(row.integration);
  if (known !== undefined && isCritical && known.severity !== "critical") {
    endFailing(state, row.integration, now);
  }
  const labels = state.failing.get(row.integration) ?? {
    alertname: DELIVERY_FAILING,
    receiver: group.receiver,
    reason: state.failures.get(row.integration) ?? BACKLOG,
    severity: isCritical ? "critical" : "warning",
  };
  // Its only hearer would be the receiver that does not hear.
  if (otherReceiver(state, labels) === undefined) return;
  state.failing.set(row.integration, labels);
  raise(state, labels, annotationsOf(labels), FAILING_LASTS_MS, now);
}

/** Ends the alert about an integration that has taken something, unless another one of its receiver still fails so. */
export function noteDelivered(state: RouterState, integration: string, now: number): void {
  state.failures.delete(integration);
  if (state.failing.has(integration)) endFailing(state, integration, now);
}

function endFailing(state: RouterState, integration: string, now: number): void {
  const labels = state.failing.get(integration);
  state.failing.delete(integration);
  if (labels === undefined || [...state.failing.values()].some((one) => isSame(one, labels))) return;
  const { alert } = state.identify(labels);
  const source = alert?.sources.get(SELF);
  if (alert === undefined || source?.status !== "firing") return;
  const ended = {
    ...source,
    status: "resolved" as const,
    endsAt: timestampOf(now),
    leaseMs: 0,
    leaseEndsAt: now,
  };
  settleOwn(state, alert, ended, now);
}

function isSame(a: Labels, b: Labels): boolean {
  return labelsKey(a) === labelsKey(b);
}

function annotationsOf({ receiver, reason }: Labels): Labels {
  return {
    summary: `Farwatch cannot deliver to receiver ${receiver} (${reason})`,
    description: `Messages to receiver ${receiver} were refused, or have waited for two minutes. They are tried again for 24 hours; criticals also go to the fallback, where edge.yaml names one.`,
  };
}

/** After a restart: which integrations the alerts are about that still fire. */
export function recallFailing(state: RouterState): void {
  const waiting = new Set([...state.outbox.values()].map(({ integration }) => integration));
  for (const { labels, status } of state.alerts.values()) {
    if (status !== "firing" || labelValue(labels, "alertname") !== DELIVERY_FAILING) continue;
    const keys = (state.integrationsOf.get(labelValue(labels, "receiver")) ?? []).map(integrationKey);
    const failing = keys.filter((key) => waiting.has(key));
    for (const key of failing.length > 0 ? failing : keys.slice(0, 1)) state.failing.set(key, labels);
  }
}
