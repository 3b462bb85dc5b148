import type { HeartbeatConfig } from "../config/config.ts";
import type { WatchedHeartbeat, WatchView } from "../watch/alerts.ts";
import type { RouterState } from "./state.ts";

/** All that the watch knows, as its decisions want it. */
export function watchView(state: RouterState): WatchView {
  const { watch, config } = state;
  return {
    heartbeats: watchedHeartbeats(state),
    probes: [...watch.standings.values()],
    verdict: watch.verdict,
    timezone: config.edge.timezone,
  };
}

/** Each heartbeat with its configuration. */
export function watchedHeartbeats({ watch, config }: RouterState): WatchedHeartbeat[] {
  const configs = new Map(config.edge.heartbeats.map((one) => [one.name, one] as const));
  return watch.heartbeats.flatMap((state) => {
    const one: HeartbeatConfig | undefined = configs.get(state.name);
    return one === undefined ? [] : [{ config: one, state }];
  });
}
