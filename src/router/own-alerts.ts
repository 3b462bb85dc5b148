import type { Alert, Source } from "../alert/alert.ts";
import type { Labels } from "../alert/labels.ts";
import { isEndless } from "../alert/lease.ts";
import { timestampOf } from "../alert/timestamp.ts";
import type { WatchAlert } from "../watch/alerts.ts";
import { settleAlert } from "./change.ts";
import type { RouterState } from "./state.ts";

/** Sender of the alerts that we raise ourselves. */
export const SELF = "farwatch";

/** Stores what we say of an alert ourselves. Anybody may post its labels too; what they say stays theirs. */
export function settleOwn(
  state: RouterState,
  { labels, annotations }: { readonly labels: Labels; readonly annotations: Labels },
  source: Pick<Source, "status" | "startsAt" | "endsAt" | "leaseMs" | "leaseEndsAt">,
  now: number,
): void {
  const { fingerprint, alert: previous } = state.identify(labels);
  const own = {
    ...source,
    via: "self" as const,
    writtenEndsAt: source.leaseEndsAt,
    renewedAt: now,
    contexts: {},
  };
  const draft = {
    fingerprint,
    labels: previous?.labels ?? labels,
    annotations,
    generatorURL: "",
    receivedAt: previous?.receivedAt ?? now,
    sources: new Map(previous?.sources).set(SELF, own),
  };
  settleAlert(state, draft, previous, now);
}

/** Lets an alert fire until `endOwn`: neither time nor a restart ends it. */
export function holdOwn(state: RouterState, alert: WatchAlert, now: number): void {
  const startsAt = timestampOf(alert.startsAt);
  settleOwn(state, alert, { status: "firing", startsAt, leaseMs: 0, leaseEndsAt: now }, now);
  state.held.add(state.identify(alert.labels).fingerprint);
}

/** Resolves an alert that `holdOwn` raised, with the words of its end. */
export function endOwn(state: RouterState, alert: WatchAlert, now: number): void {
  const [startsAt, endsAt] = [timestampOf(alert.startsAt), timestampOf(now)];
  state.held.delete(state.identify(alert.labels).fingerprint);
  settleOwn(state, alert, { status: "resolved", startsAt, endsAt, leaseMs: 0, leaseEndsAt: now }, now);
}

/** The alerts that we hold, as we said them. */
export function heldAlerts(state: RouterState): WatchAlert[] {
  const alerts = [...state.held].map((fingerprint) => state.alerts.get(fingerprint));
  return alerts.flatMap((alert) => {
    const source = alert?.sources.get(SELF);
    if (alert === undefined || source === undefined) return [];
    return [{ labels: alert.labels, annotations: alert.annotations, startsAt: source.startsAt.ms }];
  });
}

/** Whether it fires because we say so, and until we say otherwise. */
export function isHeld({ sources }: Alert): boolean {
  const source = sources.get(SELF);
  return source !== undefined && isEndless(source);
}
