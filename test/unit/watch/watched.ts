import type { HeartbeatConfig, ProbeConfig } from "../../../src/config/config.ts";
import { armHeartbeat, evaluate, type HeartbeatState, ping } from "../../../src/watch/heartbeat.ts";
import type { ProbeReport } from "../../../src/watch/report.ts";
import type { ProbeStanding, Sight } from "../../../src/watch/standing.ts";

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
/** A Sunday, midnight UTC. */
export const START = Date.UTC(2026, 10, 22);
export const SOURCE = "alertmanager http://am:9093";

export function heartbeat(over: Partial<HeartbeatConfig> = {}): HeartbeatConfig {
  return {
    name: "watchdog",
    matchers: [],
    intervalMs: 15 * SECOND,
    graceMs: 30 * SECOND,
    bastion: true,
    labels: {},
    annotations: {},
    muteTimeIntervals: [],
    ...over,
  };
}

/** Alive, with its last ping at `at`. */
export function alive(at: number, over: Partial<HeartbeatConfig> = {}): HeartbeatState {
  return ping(armHeartbeat(heartbeat(over), at), { at, source: SOURCE, status: "ok" });
}

/** Missing, after a last ping at `at`. */
export function missing(at: number, over: Partial<HeartbeatConfig> = {}): HeartbeatState {
  const state = alive(at, over);
  return evaluate(state, state.deadlineAt + 1);
}

export function probe(over: Partial<ProbeConfig> = {}): ProbeConfig {
  return {
    name: "box-ssh",
    role: "box",
    module: { prober: "tcp", name: "tcp", queryResponse: [] },
    target: "bastion.example.net:22",
    intervalMs: MINUTE,
    timeoutMs: 5 * SECOND,
    regions: ["weur", "eeur"],
    failures: 1,
    labels: {},
    muteTimeIntervals: [],
    ...over,
  };
}

/** A probe of a role that shows `state` since `since`, and last ran at `lastRunAt`. */
export function standing(
  role: ProbeConfig["role"],
  state: Sight,
  since: number,
  lastRunAt = since,
  over: Partial<ProbeConfig> = {},
): ProbeStanding {
  const { role: _, ...roleless } = probe({ name: role ?? "website", ...over });
  const config = role === undefined ? roleless : { ...roleless, role };
  if (state === "none") return { config, report: undefined, isPaused: false };
  const reason = state === "up" ? "" : "connect: refused";
  const report: ProbeReport = {
    probe: config.name,
    region: "weur",
    state,
    since,
    reason,
    lastRunAt,
    durationMs: 20,
  };
  return { config, report, isPaused: false };
}

/** Mulberry32: the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
