import { formatMatcher } from "../alert/matcher.ts";
import type { HeartbeatConfig } from "../config/config.ts";
import { oneLine } from "../receiver/plain-text.ts";
import { truncateRunes } from "../receiver/truncate.ts";
import { isDrifting, withGap } from "./drift.ts";

/** Longest line of text that a ping may leave: it is written with each ping and shown in one alert. */
export const MAX_PING_TEXT_RUNES = 500;

/** An HA pair, and the same two under new names. */
export const SENDERS_KEPT = 4;

const MINUTE_MS = 60_000;

/** `drifting` is a warning about a heartbeat that is alive; the others say why one is missing. */
export type MissingReason = "never_seen" | "missed" | "resolved" | "failed";

/** What keeps a heartbeat from being watched: the alert's own silence, or one of its `mute_time_intervals`. */
export type PausedBy = "silence" | "time_interval";

/** An outage that is over. */
export interface Outage {
  readonly reason: MissingReason;
  /** When it was noticed. */
  readonly since: number;
  /** The last ping before it, or the arming where there was none: the silence is counted from here. */
  readonly quietSince: number;
  readonly endedAt: number;
}

/** One heartbeat as stored: plain data, times in epoch ms. The same object back means that nothing needs writing. */
export interface HeartbeatState {
  readonly name: string;
  readonly intervalMs: number;
  readonly graceMs: number;
  /** As text: with other matchers it is another heartbeat. */
  readonly matchers: string;
  readonly status: "waiting" | "alive" | "missing" | "paused";
  /** Why it is missing. */
  readonly reason: MissingReason | null;
  readonly pausedBy: PausedBy | null;
  /** When the status, or the reason, began. */
  readonly since: number;
  readonly createdAt: number;
  /** From when interval and grace count: the last ping, or a fresh start that it was given. */
  readonly armedAt: number;
  readonly deadlineAt: number;
  readonly lastPingAt: number | null;
  /** Who sent the last word: an identity, with the Alertmanager behind it. Empty before the first. */
  readonly source: string;
  readonly text: string;
  /** When each sender last said that all is well, the latest first; one that takes it back is left out. */
  readonly senders?: readonly { readonly source: string; readonly at: number }[];
  readonly gaps: readonly number[];
  /** Whether the gap up to the next ping says something about its sender: not across an alarm, a pause, our absence. */
  readonly gapCounts: boolean;
  readonly driftingSince: number | null;
  /** Fresh starts after absences of our own since the last ping. */
  readonly freshStarts: number;
  /** The last one that ended. */
  readonly outage: Outage | null;
}

export interface Ping {
  readonly at: number;
  readonly source: string;
  readonly status: "ok" | "fail";
  readonly text?: string;
}

/** Armed by configuration, not by the first ping: one that is never heard of is missing too. */
export function armHeartbeat(config: HeartbeatConfig, now: number): HeartbeatState {
  return {
    name: config.name,
    intervalMs: config.intervalMs,
    graceMs: config.graceMs,
    matchers: matchersText(config),
    status: "waiting",
    reason: null,
    pausedBy: null,
    since: now,
    createdAt: now,
    armedAt: now,
    deadlineAt: now + config.intervalMs + config.graceMs,
    lastPingAt: null,
    source: "",
    text: "",
    gaps: [],
    gapCounts: true,
    driftingSince: null,
    freshStarts: 0,
    outage: null,
  };
}

export function matchersText({ matchers }: Pick<HeartbeatConfig, "matchers">): string {
  return matchers.map(formatMatcher).join(", ");
}

/** The state with interval and grace counted anew. */
export function rearm(state: HeartbeatState, from: number): HeartbeatState {
  return { ...state, armedAt: from, deadlineAt: from + state.intervalMs + state.graceMs };
}

/** Takes a ping. One after the deadline heals as well, as long as nobody has looked at the deadline yet. */
export function ping(state: HeartbeatState, { at, source, status, text = "" }: Ping): HeartbeatState {
  // A clock that was set back must not make a gap negative.
  const now = Math.max(at, state.lastPingAt ?? at);
  const heard = {
    ...rearm(state, now),
    lastPingAt: now,
    source,
    text: truncateRunes(oneLine(text), MAX_PING_TEXT_RUNES),
    gaps: gapsAfter(state, now),
    gapCounts: state.status !== "paused",
    freshStarts: 0,
  };
  if (status === "fail" && state.status !== "paused") return fail(state, heard, now);
  const senders = [{ source, at: now }, ...sendersBut(state, source, now)].slice(0, SENDERS_KEPT);
  return state.status === "paused" ? { ...heard, senders } : live(state, { ...heard, senders }, now);
}

/** The others whose word of life is not yet too old. */
function sendersBut({ senders = [], intervalMs, graceMs }: HeartbeatState, source: string, now: number) {
  return senders.filter((one) => one.source !== source && now <= one.at + intervalMs + graceMs);
}

/** The word that something failed ends a silence too. */
function fail(before: HeartbeatState, heard: HeartbeatState, now: number): HeartbeatState {
  const ended = before.reason === "failed" ? undefined : outageOf(before, now);
  return miss({ ...heard, outage: ended ?? before.outage }, "failed", now);
}

function gapsAfter(state: HeartbeatState, now: number): readonly number[] {
  if (state.lastPingAt === null || state.status === "missing" || !state.gapCounts) return state.gaps;
  return withGap(state.gaps, now - state.lastPingAt);
}

function live(before: HeartbeatState, heard: HeartbeatState, now: number): HeartbeatState {
  const isSlow = isDrifting(heard.gaps, heard.intervalMs, heard.graceMs);
  return {
    ...heard,
    status: "alive",
    reason: null,
    since: before.status === "alive" ? before.since : now,
    driftingSince: isSlow ? (before.driftingSince ?? now) : null,
    outage: outageOf(before, now) ?? before.outage,
  };
}

function outageOf(state: HeartbeatState, endedAt: number): Outage | undefined {
  if (state.status !== "missing" || state.reason === null) return undefined;
  const quietSince = state.lastPingAt ?? state.createdAt;
  return { reason: state.reason, since: state.since, quietSince, endedAt };
}

/** A missing heartbeat keeps its first reason, until a ping ends that silence. */
function miss(state: HeartbeatState, reason: MissingReason, since: number): HeartbeatState {
  if (state.status === "missing" && (state.reason === reason || reason !== "failed")) return state;
  return { ...state, status: "missing", reason, since, driftingSince: null };
}

/**
 * Takes a matching alert that arrives resolved: Alertmanager lives, and tells that Prometheus has stopped. While another
 * of an HA pair still hears Prometheus, it has not.
 */
export function resolvedWatchdog(
  state: HeartbeatState,
  { at, source }: Pick<Ping, "at" | "source">,
): HeartbeatState {
  if (state.status === "paused" || state.status === "missing") return state;
  const senders = sendersBut(state, source, at);
  return senders.length > 0 ? { ...state, senders } : { ...miss(state, "resolved", at), source, senders };
}

/** What the heartbeat is at `now`; `mutedBy` says what mutes its alert at this moment. */
export function evaluate(
  state: HeartbeatState,
  now: number,
  mutedBy: PausedBy | null = null,
): HeartbeatState {
  if (mutedBy !== null) return pause(state, mutedBy, now);
  if (state.status === "paused") return resume(state, now);
  // The deadline itself still counts as alive: an alarm may ring a millisecond early.
  if (state.status === "missing" || now <= state.deadlineAt) return state;
  return miss(state, state.lastPingAt === null ? "never_seen" : "missed", state.deadlineAt);
}

/** An outage that is known and then silenced stays one: the alert is there, and told to nobody. */
function pause(state: HeartbeatState, pausedBy: PausedBy, now: number): HeartbeatState {
  if (state.status === "missing" && pausedBy === "silence") return state;
  if (state.status === "paused") return state.pausedBy === pausedBy ? state : { ...state, pausedBy };
  const quiet = { reason: null, driftingSince: null, gapCounts: false };
  return { ...state, ...quiet, status: "paused", pausedBy, since: now };
}

function resume(state: HeartbeatState, now: number): HeartbeatState {
  const status = state.lastPingAt === null ? "waiting" : "alive";
  return { ...rearm(state, now), status, pausedBy: null, since: now };
}

/**
 * When to look next, undefined for a missing one: only a ping changes that. The alarm of a renewed heartbeat may stand
 * where it stood, look, and move on: a ping then writes its own row, and the alarm's only where none is armed.
 */
export function nextDeadline(state: HeartbeatState, now: number): number | undefined {
  if (state.status === "missing") return undefined;
  // Time intervals begin and end on the minute.
  if (state.status === "paused") return (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  return state.deadlineAt + 1;
}
