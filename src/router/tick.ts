import { expireLeases } from "./expire.ts";
import { failOverDue } from "./fail-over.ts";
import { flushGroup } from "./flush.ts";
import { giveUpUntold } from "./give-up.ts";
import { armNextFlush } from "./membership.ts";
import { crossSilenceEdge, dropOldSilences } from "./silences.ts";
import type { RouterState } from "./state.ts";
import { sweepUptime } from "./uptime.ts";
import { dueLookAt, lookAround, ON_TIME, type Presence } from "./watch-look.ts";

/** Groups flushed, and leases looked at, in one turn, so that requests get their turn in a storm. */
export const FLUSHES_PER_TURN = 500;
export const LEASES_PER_TURN = 2_000;
/** Deliveries are kept for 30 days, and never more of them than this: 206 MB where each takes all that it may, 9 MB as a rule. */
export const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000;
export const DELIVERIES_KEPT = 50_000;
/** How often old silences, deliveries and untold ends are swept; upstream's maintenance interval. */
export const SWEEP_INTERVAL_MS = 15 * 60_000;

/**
 * Does what is due at `now`, a bounded share of it: the caller looks at `nextDueAt` for the rest. While we do not know
 * how long we were away, nothing is called missing.
 */
export function tick(state: RouterState, now: number, presence: Presence | "unknown" = ON_TIME): void {
  if ((state.silenceEdgeAt ?? Number.POSITIVE_INFINITY) <= now) crossSilenceEdge(state, now);
  // Before the flushes, so that what it raises and resolves leaves with the same one.
  if (presence !== "unknown") lookAround(state, now, presence);
  expireLeases(state, now, LEASES_PER_TURN);
  failOverDue(state, now);
  for (const id of state.flushes.takeDue(now, FLUSHES_PER_TURN)) {
    const group = state.groups.get(id);
    if (group === undefined) continue;
    flushGroup(state, group, now);
    if (state.groups.has(id)) armNextFlush(state, group, now);
  }
}

/** Sweeps what has outlived its retention. */
export function sweep(state: RouterState, now: number): void {
  dropOldSilences(state, now);
  giveUpUntold(state, now);
  sweepUptime(state, now);
  state.store.pruneDeliveries(now - DELIVERIES_KEPT_MS, DELIVERIES_KEPT);
}

/** The earliest moment at which `tick` or a send has work; undefined when nothing is waiting. */
export function nextDueAt(state: RouterState): number | undefined {
  // A silence edge matters between flushes only to what waits to be sent.
  const edgeAt = state.outbox.size > 0 ? state.silenceEdgeAt : undefined;
  const moments = [
    state.flushes.next(),
    state.leases.next(),
    state.worries.next(),
    state.queue.nextDueAt(),
    edgeAt,
    dueLookAt(state),
  ];
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
