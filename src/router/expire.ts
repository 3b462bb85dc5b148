import type { Alert } from "../alert/alert.ts";
import { isLive } from "../alert/lease.ts";
import { armLease, settleAlert } from "./change.ts";
import { isWaiting, releaseAlert } from "./release.ts";
import type { RouterState } from "./state.ts";

/** How often a stale alert is looked at again while an unsent row holds on to it. */
const STALE_RETRY_MS = 60_000;

/** Looks at alerts whose lease may have run out: they resolve, go stale, or were renewed in the meantime. */
export function expireLeases(state: RouterState, now: number, limit: number): void {
  for (const fingerprint of state.leases.takeDue(now, limit)) {
    const alert = state.alerts.get(fingerprint);
    if (alert === undefined) continue;
    if (alert.status === "stale") forgetStale(state, alert, now);
    else if ([...alert.sources.values()].some((source) => isLive(source, now))) armLease(state, alert);
    else settleStale(state, alert, now);
  }
}

function settleStale(state: RouterState, alert: Alert, now: number): void {
  settleAlert(state, alert, alert, now);
  const settled = state.alerts.get(alert.fingerprint);
  if (settled?.status === "stale") state.leases.set(alert.fingerprint, now + state.config.edge.staleAfterMs);
}

/** A stale alert that was told as such, and that nobody spoke of for as long again, is let go. */
function forgetStale(state: RouterState, alert: Alert, now: number): void {
  const until = Math.max(
    staleUntil(state, alert),
    isWaiting(state, alert.fingerprint) ? now + STALE_RETRY_MS : 0,
  );
  if (now < until) return state.leases.set(alert.fingerprint, until);
  releaseAlert(state, alert);
}

export function staleUntil(state: RouterState, alert: Alert): number {
  return alert.changedAt + state.config.edge.staleAfterMs;
}
