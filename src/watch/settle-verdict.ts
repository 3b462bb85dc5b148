import { type BastionView, evidenceIf, evidenceOf, pulseOf } from "./evidence.ts";
import {
  type Doubts,
  doubtsOf,
  FRESH_LOOK_WAIT_MS,
  LAST_LOOK_WAIT_MS,
  needsFreshLook,
  overdueAt,
  possibleVerdicts,
} from "./fresh-look.ts";
import { type ProbeStanding, unseen } from "./standing.ts";
import { isPage, judgeBastion, type Verdict, type VerdictRow } from "./verdict.ts";

/** Longest wait for the next ping, or for its deadline, where it decides between two verdicts. */
export const PULSE_WAIT_MS = 60_000;
/** One page becomes another only after this long: while a box boots, its parts come up one after the other. */
export const CHANGE_HOLD_MS = 60_000;
/** We say that we see nothing only after this long; the first runs of slow probes are waited for longer still. */
export const IMPAIRED_AFTER_MS = 300_000;
/** Looks that brought nothing new are not asked for again sooner. */
export const ASK_AGAIN_MS = 30_000;

/** The verdict as stored: plain data, times in epoch ms. */
export interface VerdictState {
  readonly verdict: Verdict;
  readonly why: string;
  readonly since: number;
  /** What the evidence says instead, since when that very verdict, and since when anything but the settled one. */
  readonly next: { readonly verdict: Verdict; readonly since: number; readonly doubtedSince: number } | null;
  /** When probes were last asked to look. */
  readonly askedAt: number | null;
}

/** One look at the evidence. */
export interface Settled {
  /** The same object when nothing needs writing. */
  readonly state: VerdictState;
  /** Names of the probes to run now. */
  readonly ask: readonly string[];
  /** When to look again though no evidence came in. */
  readonly again: number | undefined;
}

/** The verdict before any evidence: nobody is told of it. */
export function firstVerdict(now: number): VerdictState {
  return { verdict: "Healthy", why: "Nothing is known yet.", since: now, next: null, askedAt: null };
}

/**
 * Moves the verdict on, but not to one that evidence of a moment ago makes and evidence of now would not. Doubtful
 * evidence is asked for anew and waited for, within bounds; what cannot be had in time counts as unknown.
 */
export function settleVerdict(state: VerdictState, view: BastionView, now: number): Settled {
  const asked = askIfNeeded(state, view, now);
  const row = isAllPaused(view) ? PAUSED : judgeBastion(evidenceOf(view, now));
  const settled = settle({ ...state, askedAt: asked.askedAt }, row, view, now);
  const again = earliest([settled.again, ...overdueMoments(view, now)]);
  return { state: isSame(settled.state, state) ? state : settled.state, ask: asked.ask, again };
}

function isSame(a: VerdictState, b: VerdictState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const PAUSED: VerdictRow = {
  when: {},
  verdict: "Healthy",
  why: "Everything that watches Bastion is paused.",
};

function isAllPaused({ heartbeats, probes }: BastionView): boolean {
  return probes.every(({ isPaused }) => isPaused) && heartbeats.every(({ status }) => status === "paused");
}

function overdueMoments({ heartbeats }: BastionView, now: number): number[] {
  const moments = heartbeats
    .filter(({ status }) => status === "alive" || status === "waiting")
    .map((state) => Math.ceil(overdueAt(state)));
  return moments.filter((moment) => moment > now);
}

function askIfNeeded(state: VerdictState, view: BastionView, now: number) {
  const ask = needsFreshLook(view, state.verdict, now);
  const { from } = doubtsOf(view, now);
  const isAsked = state.askedAt !== null && state.askedAt >= from && now - state.askedAt < ASK_AGAIN_MS;
  return ask.length === 0 || isAsked ? { ask: [], askedAt: state.askedAt } : { ask, askedAt: now };
}

function settle(state: VerdictState, row: VerdictRow, view: BastionView, now: number): Omit<Settled, "ask"> {
  const calm = { ...state, next: null };
  if (row.verdict === state.verdict) return { state: { ...calm, why: row.why }, again: undefined };
  const doubtedSince = state.next?.doubtedSince ?? now;
  const { doubts, again } = openDoubts(state, view, doubtedSince, now);
  if (row !== PAUSED && possibleVerdicts(view, doubts, now).size > 1) {
    return { state: withNext(state, row.verdict, doubtedSince, now), again };
  }
  const sure = row === PAUSED || !isPage(row.verdict) ? row : judgeWithout(view, doubts, now);
  if (sure.verdict === state.verdict) return { state: { ...calm, why: sure.why }, again: undefined };
  const waiting = withNext(state, sure.verdict, doubtedSince, now);
  const changeAt = (waiting.next?.since ?? now) + holdMs(state.verdict, sure.verdict, view);
  if (now < changeAt) return { state: waiting, again: changeAt };
  return { state: { ...calm, verdict: sure.verdict, why: sure.why, since: now }, again: undefined };
}

function withNext(state: VerdictState, verdict: Verdict, doubtedSince: number, now: number): VerdictState {
  const since = state.next?.verdict === verdict ? state.next.since : now;
  return { ...state, next: { verdict, since, doubtedSince } };
}

/** The doubts that are still waited for, and until when. */
function openDoubts(state: VerdictState, view: BastionView, doubtedSince: number, now: number) {
  const doubts = doubtsOf(view, now);
  const pulseUntil = doubtedSince + PULSE_WAIT_MS;
  const isAlive = pulseOf(view.heartbeats) === "alive";
  const waitMs = isAlive ? FRESH_LOOK_WAIT_MS : LAST_LOOK_WAIT_MS;
  // Looks that an overdue heartbeat has asked for get what is left of the minute all the same.
  const looksUntil = Math.max(doubtedSince, state.askedAt ?? now) + waitMs;
  const probes = now < Math.min(looksUntil, pulseUntil) ? doubts.probes : [];
  const heartbeat = doubts.heartbeat && now < pulseUntil;
  const again = earliest([probes.length > 0 ? looksUntil : undefined, heartbeat ? pulseUntil : undefined]);
  return { doubts: { ...doubts, probes, heartbeat }, again };
}

/** The verdict with what is still doubtful left out: nothing is waited for any more. */
function judgeWithout(view: BastionView, open: Doubts, now: number): VerdictRow {
  const { probes, heartbeat } = doubtsOf(view, now);
  const isUnheard = (probe: ProbeStanding) => probes.includes(probe) && !open.probes.includes(probe);
  const pulse = heartbeat && !open.heartbeat ? "none" : pulseOf(view.heartbeats);
  const known = view.probes.map((probe) => (isUnheard(probe) ? unseen(probe) : probe));
  return judgeBastion(evidenceIf(pulse, known, now));
}

function holdMs(from: Verdict, to: Verdict, { probes }: BastionView): number {
  if (to === "WatchImpaired") {
    return Math.max(IMPAIRED_AFTER_MS, ...probes.map(({ config }) => 2 * config.intervalMs));
  }
  return isPage(from) && isPage(to) && to !== "BastionDown" ? CHANGE_HOLD_MS : 0;
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
