import type { HeartbeatState } from "../watch/heartbeat.ts";
import type { VerdictState } from "../watch/settle-verdict.ts";
import type { ProbeStanding } from "../watch/standing.ts";
import type { RouterState } from "./state.ts";

/** What one router knows of what it watches, in memory; storage follows. */
export interface Watch {
  /** In the order of the configuration. */
  heartbeats: readonly HeartbeatState[];
  /** By the probe's name, in the order of the configuration. */
  readonly standings: Map<string, ProbeStanding>;
  /** Undefined where no probe has a role. */
  verdict: VerdictState | undefined;
  /** When to look around next; undefined while nothing is watched, and then it costs nothing. */
  lookAt: number | undefined;
  /** Probes that should look now: the shell takes them out. */
  readonly asked: Set<string>;
}

export function emptyWatch(): Watch {
  return {
    heartbeats: [],
    standings: new Map(),
    verdict: undefined,
    lookAt: undefined,
    asked: new Set(),
  };
}

/** Something was heard, or a silence changed: this turn looks. */
export function lookSoon({ watch }: RouterState, now: number): void {
  if (watch.lookAt !== undefined) watch.lookAt = Math.min(watch.lookAt, now);
}

/** Puts a heartbeat in the place of the one of its name, here and in storage. */
export function putHeartbeat(state: RouterState, heartbeat: HeartbeatState): void {
  const { watch, store } = state;
  const { name, status, reason } = heartbeat;
  const before = watch.heartbeats.find((one) => one.name === name);
  watch.heartbeats = watch.heartbeats.map((one) => (one.name === name ? heartbeat : one));
  store.putHeartbeat(heartbeat);
  if (before?.status === status && before.reason === reason) return;
  state.emit({ type: "heartbeat", heartbeat: name, status, reason: reason ?? "" });
}

/** Hands out the probes that should look now, each once. */
export function takeAsked({ watch }: RouterState): string[] {
  const names = [...watch.asked];
  watch.asked.clear();
  return names;
}
