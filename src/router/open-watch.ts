import { hasRoles } from "../watch/evidence.ts";
import { reconfigure } from "../watch/heartbeats.ts";
import { firstVerdict } from "../watch/settle-verdict.ts";
import type { RouterState } from "./state.ts";
import type { Snapshot } from "./store.ts";

/** Takes up what was watched before, as the configuration of now has it. */
export function openWatch(state: RouterState, snapshot: Snapshot, now: number): void {
  const { heartbeats, probes } = state.config.edge;
  openHeartbeats(state, snapshot, now);
  openStandings(state, snapshot);
  openVerdict(state, snapshot, now);
  // What we hold of a former configuration has to end.
  const isWatching = heartbeats.length + probes.length + state.held.size > 0;
  if (isWatching) state.watch.lookAt = now;
}

function openVerdict({ watch, store, config }: RouterState, { verdict }: Snapshot, now: number): void {
  if (hasRoles(config.edge.probes)) watch.verdict = verdict ?? firstVerdict(now);
  // Should roles come back one day, what was true before says nothing.
  else if (verdict !== undefined && verdict.verdict !== "Healthy") store.putVerdict(firstVerdict(now));
}

function openHeartbeats({ watch, store, config }: RouterState, snapshot: Snapshot, now: number): void {
  watch.heartbeats = reconfigure(snapshot.heartbeats, config.edge.heartbeats, now);
  for (const state of watch.heartbeats) if (!snapshot.heartbeats.includes(state)) store.putHeartbeat(state);
  const names = new Set(watch.heartbeats.map(({ name }) => name));
  for (const { name } of snapshot.heartbeats) if (!names.has(name)) store.deleteHeartbeat(name);
}

function openStandings({ watch, store, config }: RouterState, snapshot: Snapshot): void {
  const stored = new Map(snapshot.standings.map((standing) => [standing.probe, standing]));
  for (const probe of config.edge.probes) {
    const { report, look } = stored.get(probe.name) ?? {};
    const lastRunAt = Math.max(report?.lastRunAt ?? 0, snapshot.lastRuns[probe.name] ?? 0);
    watch.standings.set(probe.name, {
      config: probe,
      report: report && { ...report, lastRunAt },
      ...(look === undefined ? {} : { look }),
      isPaused: false,
    });
  }
  for (const name of stored.keys()) if (!watch.standings.has(name)) store.deleteStanding(name);
}
