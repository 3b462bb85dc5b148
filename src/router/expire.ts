import type { Alert } from "../alert/alert.ts";
import { isLive } from "../alert/lease.ts";
import { armLease, settleAlert } from "./change.ts";
import { isTold, releaseAlerts } from "./release.ts";
import type { RouterState } from "./state.ts";

/** How often a stale alert is looked at again while somebody has not been told of it. */
export const STALE_RETRY_MS = 60_000;

/** Looks at alerts whose lease may have run out: they resolve, go stale, or were renewed in the meantime. */
export function expireLeases(state: RouterState, now: number, limit: number): void {
  const due = state.leases.takeDue(now, limit).map((fingerprint) => state.alerts.get(fingerprint));
  const alerts = due.filter((alert) => alert !== undefined);
  for (const alert of alerts) if (alert.status === "firing") expireLease(state, alert, now);
  const over: Alert[] = [];
  for (const alert of alerts.filter(({ status }) => status === "stale")) {
    const at = forgetAt(state, alert, now);
    if (at <= now) over.push(alert);
    else state.leases.set(alert.fingerprint, at);
  }
  releaseAlerts(state, over);
}

function expireLease(state: RouterState, alert: Alert, now: number): void {
  if ([...alert.sources.values()].some((source) => isLive(source, now))) return armLease(state, alert, now);
  settleAlert(state, alert, alert, now);
  const settled = state.alerts.get(alert.fingerprint);
  if (settled?.status === "stale") state.leases.set(alert.fingerprint, staleUntil(state, settled));
}

/** A stale alert that was told as such, and that nobody spoke of for as long again, is let go. */
function forgetAt(state: RouterState, alert: Alert, now: number): number {
  const until = staleUntil(state, alert);
  return until <= now && !isTold(state, alert) ? now + STALE_RETRY_MS : until;
}

/** Until when a stale alert waits at least to be renewed or resolved. */
export function staleUntil(state: RouterState, alert: Alert): number {
  return alert.changedAt + state.config.edge.staleAfterMs;
}
