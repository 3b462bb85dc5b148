import type { RefusalReason } from "../alert/incoming.ts";
import type { Labels } from "../alert/labels.ts";
import { timestampOf } from "../alert/timestamp.ts";
import { SELF, settleOwn } from "./own-alerts.ts";
import type { RouterState } from "./state.ts";

/** An alert of our own about a refused body ends this long after the last refusal. */
export const REFUSED_LASTS_MS = 3_600_000;

/** Counts a refused body and raises `FarwatchIntakeRefused` for its sender: one alert an hour, however many bodies. */
export function noteRefusal(state: RouterState, sender: string, reason: RefusalReason, now: number): void {
  state.emit({ type: "refused", sender, reason });
  const labels = { alertname: "FarwatchIntakeRefused", sender, reason, severity: "warning" };
  const annotations = {
    summary: `Farwatch refused alerts from ${sender}`,
    description: `A webhook's body was refused as a whole (${reason}), or a post to /api/v2/alerts wholly or in part; nothing of what was refused is stored. The answer, which Alertmanager logs, says why.`,
  };
  raise(state, labels, annotations, REFUSED_LASTS_MS, now);
}

/** Raises or renews an alert of our own; it resolves when `lastsMs` pass without another call. */
export function raise(
  state: RouterState,
  labels: Labels,
  annotations: Labels,
  lastsMs: number,
  now: number,
): void {
  const { alert: previous } = state.identify(labels);
  const isFiring = previous?.status === "firing";
  const known = previous?.sources.get(SELF);
  // Half a span old is new enough: a flood of refusals must not become a flood of writes.
  if (isFiring && known !== undefined && known.leaseEndsAt - now > lastsMs / 2) return;
  const source = {
    status: "firing" as const,
    startsAt: isFiring ? previous.startsAt : timestampOf(now),
    endsAt: timestampOf(now + lastsMs),
    leaseMs: lastsMs,
    leaseEndsAt: now + lastsMs,
  };
  settleOwn(state, { labels, annotations }, source, now);
}
