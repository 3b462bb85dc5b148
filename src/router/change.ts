import type { Alert } from "../alert/alert.ts";
import { isEndless, isLive, written } from "../alert/lease.ts";
import { compareTimestamps } from "../alert/timestamp.ts";
import { verdict } from "../alert/verdict.ts";
import { joinGroups } from "./membership.ts";
import type { RouterState } from "./state.ts";

/** An alert before its sources are judged. */
export type Draft = Omit<Alert, "status" | "startsAt" | "endsAt" | "changedAt">;

/** Stores an alert with what its senders now say together; a change of verdict reaches its groups. */
export function settleAlert(
  state: RouterState,
  draft: Draft,
  previous: Alert | undefined,
  now: number,
): void {
  const { startsAt, endsAt, status } = verdict(draft.sources.values(), now);
  const same =
    previous !== undefined &&
    previous.status === status &&
    compareTimestamps(previous.startsAt, startsAt) === 0;
  const alert: Alert = {
    ...draft,
    sources: new Map([...draft.sources].map(([sender, source]) => [sender, written(source)])),
    status,
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    changedAt: same ? previous.changedAt : now,
  };
  // An alert that nobody has heard of firing needs no farewell (upstream drops it too).
  if (previous === undefined && status === "resolved") return;
  state.rememberAlert(alert);
  state.store.putAlert(alert);
  reindex(state, alert, now, now);
}

/** Rebuilds what the index derives from an alert: its lease, whether it inhibits, its groups, which it joined at `since`. */
export function reindex(state: RouterState, alert: Alert, since: number, now: number): void {
  armLease(state, alert, now);
  if (alert.status === "firing") state.inhibition.sourceFired(alert.fingerprint, alert.labels);
  else state.inhibition.sourceEnded(alert.fingerprint);
  joinGroups(state, alert, since);
}

/** The first moment at which the verdict may change by itself: `now` when no lease holds it up any more. */
export function armLease(state: RouterState, alert: Alert, now: number): void {
  if (alert.status !== "firing") return state.leases.delete(alert.fingerprint);
  const live = [...alert.sources.values()].filter((source) => isLive(source, now));
  if (live.some(isEndless)) return state.leases.delete(alert.fingerprint);
  const ends = live.map((source) => source.leaseEndsAt);
  const at = ends.length === 0 ? now : Math.min(...ends);
  // Renewals move the end on every post: an earlier entry looks again when it comes up, and costs less than moving.
  const armed = state.leases.at(alert.fingerprint);
  if (armed === undefined || armed > at) state.leases.set(alert.fingerprint, at);
}
