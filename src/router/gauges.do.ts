import { silenceState } from "../silence/silence.ts";
import {
  ALERTS,
  CRITICALS_UNDELIVERED,
  GROUPS,
  OUTBOX_DEPTH,
  OUTBOX_OLDEST_AGE,
  SENDS_IN_FLIGHT,
  SILENCES,
} from "../telemetry/metric-names.ts";
import type { Registry } from "../telemetry/metrics.ts";
import { untakenCriticals } from "./fail-over.ts";
import type { RouterState } from "./state.ts";

/** Sets the gauges to what the router holds now. */
export function gauge(registry: Registry, state: RouterState, now: number): void {
  const alerts = countBy(state.alerts.values(), (alert) => alert.status, ["firing", "resolved", "stale"]);
  for (const [status, count] of alerts) registry.set(ALERTS, { state: status }, count);
  const silences = countBy(state.silences.values(), (silence) => silenceState(silence, now), [
    "active",
    "pending",
    "expired",
  ]);
  for (const [status, count] of silences) registry.set(SILENCES, { state: status }, count);
  registry.set(GROUPS, {}, state.groups.size);
  registry.set(OUTBOX_DEPTH, {}, state.outbox.size);
  registry.set(SENDS_IN_FLIGHT, {}, state.queue.inFlight);
  registry.set(CRITICALS_UNDELIVERED, {}, untakenCriticals(state, now));
  let oldest = now;
  for (const row of state.outbox.values()) oldest = Math.min(oldest, row.firstDecidedAt);
  registry.set(OUTBOX_OLDEST_AGE, {}, (now - oldest) / 1000);
}

function countBy<T>(
  items: Iterable<T>,
  stateOf: (item: T) => string,
  states: readonly string[],
): Map<string, number> {
  const counts = new Map(states.map((state) => [state, 0]));
  for (const item of items) counts.set(stateOf(item), (counts.get(stateOf(item)) ?? 0) + 1);
  return counts;
}
