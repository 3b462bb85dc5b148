/**
 * When things happen. Both programs are played the same piece, one step on each beat, and inside a beat everything that
 * could race has a place of its own: only so does one order of events follow from a case, on a busy machine too.
 */
export interface Tempo {
  /** When the first beat is, epoch ms. */
  readonly startedAt: number;
  readonly beatMs: number;
}

/** A case that disagrees is played again, each time slower: a machine that was only too busy keeps time then. */
export const BEATS_MS = [2_000, 4_000, 8_000] as const;

/** Shares of a beat. */
export const AT = {
  /** Requests. */
  request: 0,
  /** Between two posts that may start a group's ticks at once, see `slot`; a case has `SLOTS` of them. */
  slot: 0.03,
  /** Moments that requests name: starts and ends of alerts and silences. */
  edge: 0.27,
  /** `resolve_timeout` counts from a request. */
  timeout: 0.36,
  /** `group_wait` counts from a request, and `group_interval` takes whole beats. */
  flush: 0.62,
  /** What both show is looked at. */
  look: 0.87,
} as const;

/** Slot 0 is the plain one. A group that is flushed as it begins keeps the slot of its post, in which nothing else is posted. */
export const SLOTS = 6;

/** Cases in different lanes begin at different shares of a beat, so that not all of them speak at once. */
export const LANES = 4;

/** After the last step the case goes on for so many beats, so that what it started is told. */
export const TAIL_BEATS = 3;

/** `repeat_interval` is looked at when a group ticks, so it lies between two ticks. */
export const BETWEEN_TICKS = 0.5;

/** By how much two programs may differ in when they did the same, in beats. */
const TOLERANCE = 0.24;

export function momentOf({ startedAt, beatMs }: Tempo, beat: number): number {
  return startedAt + Math.round(beat * beatMs);
}

export function beatOf({ startedAt, beatMs }: Tempo, at: number): number {
  return (at - startedAt) / beatMs;
}

/** The time of an edge, epoch ms; `mark` keeps edges on one beat apart, and in order. */
export function edgeAt(tempo: Tempo, beat: number, mark = 0): number {
  return momentOf(tempo, beat + AT.edge) + mark;
}

export function isNear({ beatMs }: Tempo, one: number, other: number): boolean {
  return Math.abs(one - other) <= TOLERANCE * beatMs;
}
