import type { ProbeState } from "./probe/probe.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What is watched: a name alone would let a probe and a heartbeat be one. */
export type Subject = `probe/${string}` | `heartbeat/${string}`;

/** A change of a subject's state, which holds until its next flip. */
export interface Flip {
  readonly subject: Subject;
  readonly at: number;
  readonly state: ProbeState;
  /** Down inside a mute time interval or a silence: counted apart. Only a down flip can be. */
  readonly muted: boolean;
  /** Why down or unknown; empty when up. */
  readonly cause: string;
}

/** A subject's state now, as its prober or its heartbeat tells it. */
export interface SubjectState {
  readonly subject: Subject;
  readonly state: ProbeState;
  readonly since: number;
  readonly muted: boolean;
  readonly cause: string;
}

/** A cause is one sentence; a page's body may have got into it. */
export const MAX_CAUSE_CHARS = 200;
/** A subject with so many flips in a day is flapping, */
export const FLAPPING_FLIPS = 60;
export const FLAPPING_WINDOW_MS = DAY_MS;
/** and is taken to be up again only once it has been up for so long: at most 156 flips a day. */
export const FLAPPING_SETTLE_MS = 30 * MINUTE_MS;

/**
 * The flip to store, if there is one. A subject's states are told again and again; only what differs from its last
 * flip counts. `recent` is the number of its flips in the last `FLAPPING_WINDOW_MS`.
 */
export function nextFlip(
  last: Flip | undefined,
  now: number,
  standing: SubjectState,
  recent: number,
): Flip | undefined {
  const { subject, state, since } = standing;
  const muted = state === "down" && standing.muted;
  const cause = state === "up" ? "" : standing.cause.slice(0, MAX_CAUSE_CHARS);
  // Nothing is known yet: the record begins with the first thing that is.
  if (last === undefined)
    return state === "unknown" ? undefined : { subject, at: since, state, muted, cause };
  if (last.state === state) {
    // The cause that it went down for stays the incident's.
    return last.muted === muted ? undefined : { ...last, at: Math.max(now, last.at + 1), muted };
  }
  const isFlapping = recent >= FLAPPING_FLIPS;
  if (isFlapping && state === "up" && now - since < FLAPPING_SETTLE_MS) return undefined;
  return { subject, at: Math.max(since, last.at + 1), state, muted, cause };
}
