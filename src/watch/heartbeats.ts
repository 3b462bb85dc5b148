import type { Labels } from "../alert/labels.ts";
import { matchesAll } from "../alert/matcher.ts";
import type { HeartbeatConfig } from "../config/config.ts";
import {
  armHeartbeat,
  evaluate,
  type HeartbeatState,
  matchersText,
  type PausedBy,
  rearm,
} from "./heartbeat.ts";

/** An alarm this late means that we were not running: healthy alarms ring within a second (Durable Objects, "Alarms"). */
export const ABSENT_MS = 10_000;
/** Fresh starts in a row without a ping: a watch that keeps falling over must still page in the end. */
export const MAX_FRESH_STARTS = 3;

/** What is known of our own running at a look. */
export interface HeartbeatLook {
  readonly now: number;
  /** By how much this look is later than it was due, where the shell knows of other work than heartbeats. */
  readonly lateMs?: number;
  /** When this process began to hear pings, where the shell knows it: before that, silence proves nothing. */
  readonly hearsSince?: number;
  /** What mutes the heartbeat's alert now. */
  readonly mutedBy: (name: string) => PausedBy | null;
}

/** One look at all heartbeats: after an absence of our own first a fresh start, else what each is now. */
export function lookAtHeartbeats(
  states: readonly HeartbeatState[],
  look: HeartbeatLook,
): readonly HeartbeatState[] {
  const lateMs = Math.max(look.lateMs ?? 0, latenessMs(states, look.now));
  return states.map((state) =>
    evaluate(wake(state, { ...look, lateMs }), look.now, look.mutedBy(state.name)),
  );
}

/** How late we are for the deadline that passed first without anybody looking; 0 when none has. */
export function latenessMs(states: readonly HeartbeatState[], now: number): number {
  const open = states.filter(({ status }) => status === "waiting" || status === "alive");
  return Math.max(0, ...open.map(({ deadlineAt }) => now - deadlineAt));
}

/**
 * After an absence each heartbeat gets one fresh interval and grace, because its pings may have met nobody. An outage
 * that was known before stays one.
 */
export function wake(
  state: HeartbeatState,
  { now, lateMs = 0, hearsSince = 0 }: Omit<HeartbeatLook, "mutedBy">,
): HeartbeatState {
  if (state.status === "missing" || state.status === "paused") return state;
  if (state.freshStarts >= MAX_FRESH_STARTS) return state;
  if (lateMs > ABSENT_MS) return freshStart(state, now);
  return mayHaveMissed(state, hearsSince) ? freshStart(state, hearsSince) : state;
}

/** Whether a ping can have been due before `hearsSince`: a daily one that came an hour ago cannot have been. */
function mayHaveMissed({ armedAt, intervalMs, graceMs }: HeartbeatState, hearsSince: number): boolean {
  return hearsSince > armedAt + Math.max(0, intervalMs - graceMs);
}

function freshStart(state: HeartbeatState, from: number): HeartbeatState {
  return { ...rearm(state, from), gapCounts: false, freshStarts: state.freshStarts + 1 };
}

/**
 * The heartbeats of a configuration: new ones armed, changed ones given a fresh start, removed ones left out, so that
 * their alerts end.
 */
export function reconfigure(
  states: readonly HeartbeatState[],
  configs: readonly HeartbeatConfig[],
  now: number,
): readonly HeartbeatState[] {
  const known = new Map(states.map((state) => [state.name, state]));
  return configs.map((config) => adapt(known.get(config.name), config, now));
}

function adapt(state: HeartbeatState | undefined, config: HeartbeatConfig, now: number): HeartbeatState {
  if (state === undefined || state.matchers !== matchersText(config)) return armHeartbeat(config, now);
  const { intervalMs, graceMs } = config;
  if (state.intervalMs === intervalMs && state.graceMs === graceMs) return state;
  const changed = { ...state, intervalMs, graceMs, gaps: [], gapCounts: false, driftingSince: null };
  return state.status === "missing" ? changed : rearm(changed, now);
}

/** Names of the heartbeats that an alert of these labels renews; such an alert is never itself notified. */
export function renewedBy(configs: readonly HeartbeatConfig[], labels: Labels): readonly string[] {
  return configs
    .filter(({ matchers }) => matchers.length > 0 && matchesAll(matchers, labels))
    .map(({ name }) => name);
}
