import { HEARTBEAT_AGE, HEARTBEAT_STATUS, VERDICT } from "../telemetry/metric-names.ts";
import type { Registry } from "../telemetry/metrics.ts";
import type { HeartbeatState } from "../watch/heartbeat.ts";
import { gaugeUptime } from "../watch/uptime-gauges.do.ts";
import { VERDICTS } from "../watch/verdict.ts";
import type { RouterState } from "./state.ts";
import { uptimeReport } from "./uptime.ts";

const STATUSES: readonly HeartbeatState["status"][] = ["waiting", "alive", "missing", "paused"];

/** Sets the gauges of what is watched. */
export function gaugeWatch(registry: Registry, state: RouterState, now: number): void {
  const { heartbeats, verdict } = state.watch;
  for (const { name, status, lastPingAt } of heartbeats) {
    if (lastPingAt !== null) registry.set(HEARTBEAT_AGE, { heartbeat: name }, (now - lastPingAt) / 1000);
    for (const one of STATUSES) {
      registry.set(HEARTBEAT_STATUS, { heartbeat: name, status: one }, one === status ? 1 : 0);
    }
  }
  if (verdict !== undefined) {
    for (const one of VERDICTS) registry.set(VERDICT, { verdict: one }, one === verdict.verdict ? 1 : 0);
  }
  gaugeUptime(registry, uptimeReport(state, now));
}
