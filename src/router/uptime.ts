import type { Subject } from "../watch/flip.ts";
import { heartbeatSubject, probeSubject } from "../watch/subjects.ts";
import { type SubjectUptime, uptimeOf } from "../watch/uptime-report.ts";
import { heartbeatMutedBy } from "./pauses.ts";
import type { RouterState } from "./state.ts";
import { watchedHeartbeats } from "./watch-view.ts";

/** Records each change of state of what is watched; what did not change costs no row. */
export function noteUptime(state: RouterState, now: number): void {
  for (const { config, state: heartbeat } of watchedHeartbeats(state)) {
    const isMuted =
      heartbeat.status === "missing" && heartbeatMutedBy(state, config, heartbeat, now) !== null;
    state.store.uptime.observe(heartbeatSubject(heartbeat, isMuted, now), now);
  }
  for (const standing of state.watch.standings.values()) {
    const subject = probeSubject(standing, now);
    if (subject !== undefined) state.store.uptime.observe(subject, now);
  }
}

/** The record of everything that is watched, heartbeats first. */
export function uptimeReport(state: RouterState, now: number): SubjectUptime[] {
  return [...subjects(state)].map(([subject, slo]) =>
    uptimeOf(subject, state.store.uptime.history(subject), slo, now),
  );
}

/** Drops and rolls up what is too old or too much. */
export function sweepUptime(state: RouterState, now: number): void {
  state.store.uptime.sweep(new Set(subjects(state).keys()), now);
}

function subjects({ config }: RouterState): Map<Subject, number | undefined> {
  const { heartbeats, probes } = config.edge;
  return new Map<Subject, number | undefined>([
    ...heartbeats.map(({ name, slo }) => [`heartbeat/${name}`, slo] as const),
    ...probes.map(({ name, slo }) => [`probe/${name}`, slo] as const),
  ]);
}
