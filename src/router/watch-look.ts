import { compareAlerts, farewellOf } from "../watch/alert-changes.ts";
import { nextAlertAt, wantedAlerts } from "../watch/alerts.ts";
import type { BastionView } from "../watch/evidence.ts";
import { nextDeadline } from "../watch/heartbeat.ts";
import { ABSENT_MS, lookAtHeartbeats } from "../watch/heartbeats.ts";
import { settleVerdict } from "../watch/settle-verdict.ts";
import { forgottenAt } from "../watch/standing.ts";
import { endOwn, heldAlerts, holdOwn } from "./own-alerts.ts";
import { heartbeatMutedBy, probeMutedBy } from "./pauses.ts";
import type { RouterState } from "./state.ts";
import { noteUptime } from "./uptime.ts";
import { putHeartbeat } from "./watch.ts";
import { watchedHeartbeats, watchView } from "./watch-view.ts";

const MINUTE_MS = 60_000;

/** What is known of our own running. */
export interface Presence {
  /** By how much the alarm is late. */
  readonly lateMs: number;
  /** When this process began to hear pings, where that is known. */
  readonly hearsSince?: number;
}

export const ON_TIME: Presence = { lateMs: 0 };

/** When to look around; undefined while nothing is watched. A silence's edge matters to whatever it pauses. */
export function dueLookAt({ watch, silenceEdgeAt }: RouterState): number | undefined {
  if (watch.lookAt === undefined) return undefined;
  return Math.min(watch.lookAt, silenceEdgeAt ?? Number.POSITIVE_INFINITY);
}

/** Looks at everything that is watched, where something was heard or the time has come, and raises and ends its alerts. */
export function lookAround(state: RouterState, now: number, presence: Presence): void {
  const { watch } = state;
  if (watch.lookAt === undefined) return;
  // Whoever was away tells all heartbeats of it now: later, nobody knows any more.
  if (now < watch.lookAt && presence.lateMs <= ABSENT_MS) return;
  lookAtBeats(state, now, presence);
  pauseProbes(state, now);
  const again = settleBastion(state, now);
  tellAlerts(state, now);
  noteUptime(state, now);
  const isWatching = watch.heartbeats.length + watch.standings.size > 0;
  watch.lookAt = isWatching ? nextLookAt(state, again, now) : undefined;
}

function lookAtBeats(state: RouterState, now: number, presence: Presence): void {
  const { watch } = state;
  const configs = new Map(watchedHeartbeats(state).map((one) => [one.state.name, one]));
  const mutedBy = (name: string) => {
    const one = configs.get(name);
    return one === undefined ? null : heartbeatMutedBy(state, one.config, one.state, now);
  };
  const before = watch.heartbeats;
  for (const [index, after] of lookAtHeartbeats(before, { ...presence, now, mutedBy }).entries()) {
    if (after !== before[index]) putHeartbeat(state, after);
  }
}

function pauseProbes(state: RouterState, now: number): void {
  for (const [name, standing] of state.watch.standings) {
    const isPaused = probeMutedBy(state, standing.config, now) !== null;
    if (isPaused !== standing.isPaused) state.watch.standings.set(name, { ...standing, isPaused });
  }
}

/** Moves the verdict on and asks for the looks that it needs; when to look again though nothing comes in. */
function settleBastion(state: RouterState, now: number): number | undefined {
  const { watch, store } = state;
  if (watch.verdict === undefined) return undefined;
  const before = watch.verdict;
  const settled = settleVerdict(before, bastionView(state), now);
  for (const name of settled.ask) watch.asked.add(name);
  if (settled.state === before) return settled.again;
  watch.verdict = settled.state;
  store.putVerdict(settled.state);
  const { verdict, why } = settled.state;
  if (verdict !== before.verdict) state.emit({ type: "verdict", verdict, why });
  return settled.again;
}

/** The evidence that counts for the verdict. */
export function bastionView(state: RouterState): BastionView {
  const heartbeats = watchedHeartbeats(state).filter(({ config }) => config.bastion);
  const probes = [...state.watch.standings.values()].filter(({ config }) => config.role !== undefined);
  return { heartbeats: heartbeats.map((one) => one.state), probes };
}

/** All of it in one turn, so that a change of verdict is one flush of its group. */
function tellAlerts(state: RouterState, now: number): void {
  const view = watchView(state);
  const changes = compareAlerts(heldAlerts(state), wantedAlerts(view, now), (alert) =>
    farewellOf(alert, view, now),
  );
  for (const alert of changes.resolve) endOwn(state, alert, now);
  for (const alert of [...changes.raise, ...changes.update]) holdOwn(state, alert, now);
}

function nextLookAt(state: RouterState, again: number | undefined, now: number): number {
  const { watch } = state;
  const standings = [...watch.standings.values()];
  const moments = [
    ...watch.heartbeats.map((heartbeat) => nextDeadline(heartbeat, now)),
    ...standings.filter(({ report }) => report !== undefined).map(forgottenAt),
    again,
    nextAlertAt(watchView(state), now),
    ...(mayUnpause(state) ? [(Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS] : []),
  ];
  const ahead = moments.filter((moment) => moment !== undefined && moment > now);
  return Math.min(...ahead.filter((moment) => moment !== undefined));
}

/** Whether a time interval, which begins and ends on the minute, may change what is told of anything. */
function mayUnpause(state: RouterState): boolean {
  const { watch } = state;
  const beats = watchedHeartbeats(state).some(
    (one) => one.config.muteTimeIntervals.length > 0 && one.state.status === "missing",
  );
  const probes = [...watch.standings.values()].filter(({ config }) => config.muteTimeIntervals.length > 0);
  return beats || probes.some(({ isPaused, report }) => isPaused || report?.state === "down");
}
