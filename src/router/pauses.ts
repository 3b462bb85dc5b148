import type { Labels } from "../alert/labels.ts";
import type { HeartbeatConfig, ProbeConfig } from "../config/config.ts";
import { mutedByTime } from "../timeinterval/time-interval.ts";
import { heartbeatLabels, probeLabels } from "../watch/alerts.ts";
import type { HeartbeatState, PausedBy } from "../watch/heartbeat.ts";
import type { RouterState } from "./state.ts";

/** What mutes a heartbeat at `now`: one of its own time intervals, or a silence on the alert that it raises or would. */
export function heartbeatMutedBy(
  state: RouterState,
  config: HeartbeatConfig,
  { reason, lastPingAt }: HeartbeatState,
  now: number,
): PausedBy | null {
  const would = lastPingAt === null ? "never_seen" : "missed";
  return mutedBy(state, config.muteTimeIntervals, () => heartbeatLabels(config, reason ?? would), now);
}

/** The same of a probe. */
export function probeMutedBy(state: RouterState, config: ProbeConfig, now: number): PausedBy | null {
  return mutedBy(state, config.muteTimeIntervals, () => probeLabels(config), now);
}

function mutedBy(
  state: RouterState,
  intervals: readonly string[],
  labels: () => Labels,
  now: number,
): PausedBy | null {
  if (mutedByTime(intervals, [], state.config.timeIntervals, now).length > 0) return "time_interval";
  if (state.silences.size === 0) return null;
  const would = labels();
  const { fingerprint } = state.identify(would);
  return state.silences.silencedBy(fingerprint, would, now).length > 0 ? "silence" : null;
}
