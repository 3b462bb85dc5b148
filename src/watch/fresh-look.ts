import type { ProbeRole } from "../config/config.ts";
import { type BastionView, evidenceIf, evidenceOf, pulseOf } from "./evidence.ts";
import type { HeartbeatState } from "./heartbeat.ts";
import { changedAt, countedSight, latestSight, lookedAt, type ProbeStanding } from "./standing.ts";
import { type Evidence, isPage, judgeBastion, type Verdict } from "./verdict.ts";

/** How long a verdict waits for the looks that it asked for: a timeout of 5 s, a second region's, and the way there. */
export const FRESH_LOOK_WAIT_MS = 15_000;
/**
 * And once the heartbeat is missing: the page must leave within 60 s of the last ping, interval and grace of 15 s and
 * 30 s are over by then, and the send and its retry need some. The looks began when it was overdue.
 */
export const LAST_LOOK_WAIT_MS = 8_000;

/** Evidence that is older than the latest change among the rest, and so may be about to change too. */
export interface Doubts {
  /** When something last changed, epoch ms. */
  readonly from: number;
  /** Probes up that have not looked since something failed, and down since something came back. */
  readonly probes: readonly ProbeStanding[];
  /** Probes fail, and no ping has come since: the heartbeat may be dead and not yet missing. */
  readonly heartbeat: boolean;
}

/** The latest change of each kind among all evidence. */
interface Changes {
  readonly toWorse: number;
  readonly toBetter: number;
}

/** What of the evidence has not been renewed since something last changed. */
export function doubtsOf(view: BastionView, now: number): Doubts {
  const changes = changesOf(view, now);
  const from = Math.max(changes.toWorse, changes.toBetter);
  const probes = view.probes.filter((probe) => isProbeOld(probe, changes, now));
  return { from, probes, heartbeat: isPulseOld(view, now) };
}

function changesOf({ heartbeats, probes }: BastionView, now: number): Changes {
  const latest = (moments: readonly number[]) => Math.min(now, Math.max(0, ...moments));
  const silent = heartbeats.map((state) => silentAt(state, now));
  const failed = probes.map((probe) => failedAt(probe, now));
  const heard = heartbeats.map(({ status, since }) => (status === "alive" ? since : 0));
  const up = probes.map((probe) => (latestSight(probe, now) === "up" ? changedAt(probe, now) : 0));
  return { toWorse: latest([...silent, ...failed]), toBetter: latest([...heard, ...up]) };
}

function isProbeOld(probe: ProbeStanding, { toWorse, toBetter }: Changes, now: number): boolean {
  if (probe.isPaused) return false;
  const sight = latestSight(probe, now);
  const from = { up: toWorse, down: toBetter, unknown: toWorse, none: toWorse }[sight];
  return lookedAt(probe) < from;
}

/** When a live sender would have spoken at the latest; 0 while there is no reason to ask. */
function silentAt(state: HeartbeatState, now: number): number {
  const { status, reason, armedAt, intervalMs, since } = state;
  if (isOverdue(state, now) || reason === "missed" || reason === "never_seen") return armedAt + intervalMs;
  return status === "missing" ? since : 0;
}

/** The end of the run that showed a failure: what else looked during it may have looked just before. */
function failedAt(probe: ProbeStanding, now: number): number {
  if (latestSight(probe, now) !== "down") return 0;
  return changedAt(probe, now) + (probe.report?.durationMs ?? 0);
}

/** Not yet missing, but late enough that probes should look already, so that the page need not wait for them. */
export function isOverdue(state: HeartbeatState, now: number): boolean {
  return (state.status === "alive" || state.status === "waiting") && now >= overdueAt(state);
}

export function overdueAt({ armedAt, intervalMs, graceMs }: HeartbeatState): number {
  return armedAt + intervalMs + graceMs / 2;
}

function isPulseOld({ heartbeats, probes }: BastionView, now: number): boolean {
  const down = probes.filter((probe) => countedSight(probe, now) === "down");
  if (pulseOf(heartbeats) !== "alive" || down.length === 0) return false;
  const heardAt = Math.max(...heartbeats.map(({ lastPingAt }) => lastPingAt ?? 0));
  return heardAt < Math.max(...down.map((probe) => failedAt(probe, now)));
}

/** Every verdict that the doubtful evidence may still turn out to be. */
export function possibleVerdicts(view: BastionView, doubts: Doubts, now: number): ReadonlySet<Verdict> {
  const roles = new Set(doubts.probes.map(({ config }) => config.role).filter((role) => role !== undefined));
  let all = [evidenceOf(view, now)];
  if (doubts.heartbeat) all.push(evidenceIf("missing", view.probes, now));
  for (const role of roles) all = all.flatMap((evidence) => bothWays(evidence, role));
  return new Set(all.map((evidence) => judgeBastion(evidence).verdict));
}

function bothWays(evidence: Evidence, role: ProbeRole): Evidence[] {
  return [
    { ...evidence, [role]: "up" },
    { ...evidence, [role]: "down" },
  ];
}

/**
 * Names of the probes to run now, before the verdict leaves `current`: those whose last look is too old, if what they
 * may show makes a difference. An overdue heartbeat asks as well, so that its probes have looked by the time it is
 * missing; and during an incident every change does, so that its end is seen soon.
 */
export function needsFreshLook(view: BastionView, current: Verdict, now: number): readonly string[] {
  const doubts = doubtsOf(view, now);
  const isChanging = judgeBastion(evidenceOf(view, now)).verdict !== current;
  const matters = isChanging && possibleVerdicts(view, doubts, now).size > 1;
  const isNeeded = matters || isPage(current) || view.heartbeats.some((state) => isOverdue(state, now));
  return isNeeded ? doubts.probes.map(({ config }) => config.name) : [];
}
