import type { Labels } from "../alert/labels.ts";
import { err, ok, type Result } from "../alert/result.ts";
import { type HeartbeatState, type Ping, ping, resolvedWatchdog } from "../watch/heartbeat.ts";
import { renewedBy } from "../watch/heartbeats.ts";
import type { UnknownHeartbeat } from "./rpc.ts";
import type { RouterState } from "./state.ts";
import { lookSoon, putHeartbeat } from "./watch.ts";

/** What of an alert tells whether it renews a heartbeat. */
interface Told {
  readonly labels: Labels;
  readonly status: "firing" | "resolved";
}

/**
 * Takes the alerts of one payload that renew heartbeats, and gives back the others. Those are never stored; only one
 * that was, before a heartbeat was made of it, comes back as ended.
 */
export function takeBeats<T extends Told>(
  state: RouterState,
  sender: string,
  alerts: readonly T[],
  now: number,
): readonly T[] {
  const { heartbeats } = state.config.edge;
  if (heartbeats.length === 0) return alerts;
  const heard = new Map<string, boolean>();
  const others = alerts.flatMap((alert) => {
    const names = renewedBy(heartbeats, alert.labels);
    // Several alerts of one payload are one ping, and one that fires is enough.
    for (const name of names) heard.set(name, heard.get(name) === true || alert.status === "firing");
    return names.length === 0 ? [alert] : formerAlert(state, alert);
  });
  for (const [name, isFiring] of heard) {
    const take = isFiring ? ping : resolvedWatchdog;
    update(state, name, (known) => take(known, { at: now, source: sender, status: "ok" }), now);
  }
  return others;
}

function formerAlert<T extends Told>(state: RouterState, alert: T): T[] {
  const { alert: known } = state.identify(alert.labels);
  return known === undefined || known.status === "resolved" ? [] : [{ ...alert, status: "resolved" }];
}

/** Takes a ping that came by itself. */
export function beat(
  state: RouterState,
  name: string,
  word: Omit<Ping, "at">,
  now: number,
): Result<null, UnknownHeartbeat> {
  const isTaken = update(state, name, (known) => ping(known, { ...word, at: now }), now);
  if (isTaken) return ok(null);
  const message = `Cannot take a ping for heartbeat ${JSON.stringify(name)}: no such heartbeat`;
  return err({ kind: "unknown_heartbeat", message });
}

function update(
  state: RouterState,
  name: string,
  change: (known: HeartbeatState) => HeartbeatState,
  now: number,
): boolean {
  const known = state.watch.heartbeats.find((one) => one.name === name);
  if (known === undefined) return false;
  const next = change(known);
  if (next !== known) putHeartbeat(state, next);
  lookSoon(state, now);
  return true;
}
