import type { ProbeResult, ProbeState } from "./probe/probe.ts";

/** So many runs in a row that say nothing make an `up` probe `unknown`: a warning that we cannot see, never a page. */
export const BLIND_RUNS = 3;

/** The confirmed state of one probe, and what it takes to change it. */
export interface Streak {
  readonly state: ProbeState;
  /** When the state began: for `down` and `unknown` the start of the first run that led to it. */
  readonly since: number;
  /** Why not up; empty when up. */
  readonly reason: string;
  /** Confirmed failures in a row, counted up to the probe's `failures`. */
  readonly failures: number;
  /** Runs in a row that said nothing, counted up to `BLIND_RUNS`. */
  readonly blind: number;
  /** Start of the first of those failures, or of those runs. */
  readonly failingSince?: number;
  readonly blindSince?: number;
}

/**
 * What a run says once other regions were asked. `refuted`: down here alone, a regional hiccup; somebody saw the target
 * up, so it counts as up. `blind`: nobody could look, or nobody could confirm.
 */
export interface Seen {
  readonly kind: "up" | "failed" | "refuted" | "blind";
  readonly at: number;
  /** Why not up; empty when up. */
  readonly reason: string;
}

/** Weighs a result with those of other regions, asked in turn because it was down; the first that says anything decides. */
export function judge(result: ProbeResult, others: readonly ProbeResult[]): Seen {
  const { startedAt: at, reason } = result;
  if (result.state === "up") return { kind: "up", at, reason: "" };
  if (result.state === "unknown") return { kind: "blind", at, reason };
  const witness = others.find(({ state }) => state !== "unknown");
  switch (witness?.state) {
    case "down":
      return { kind: "failed", at, reason: confirmed(result, witness) };
    case "up":
      return { kind: "refuted", at, reason: `${reason} (from ${result.region} alone)` };
    default:
      return { kind: "blind", at, reason: `${reason} (no other region could look)` };
  }
}

function confirmed(result: ProbeResult, witness: ProbeResult): string {
  if (witness.region === result.region || witness.reason === result.reason) return result.reason;
  return `${result.reason} (${witness.region}: ${witness.reason})`;
}

/** The streak after a run; the same object when nothing changed, so that nothing is written. */
export function follow(before: Streak | undefined, seen: Seen, failures: number): Streak {
  const { at: since, reason } = seen;
  const streak = before ?? { state: "unknown", since, reason, failures: 0, blind: 0 };
  switch (seen.kind) {
    case "up":
    case "refuted":
      return succeed(streak, seen);
    case "failed":
      return fail(streak, seen, failures);
    case "blind":
      return miss(streak, seen);
  }
}

function succeed(streak: Streak, { at }: Seen): Streak {
  if (streak.state === "up" && streak.failures === 0 && streak.blind === 0) return streak;
  const since = streak.state === "up" ? streak.since : at;
  return { state: "up", since, reason: "", failures: 0, blind: 0 };
}

function fail(streak: Streak, { at, reason }: Seen, limit: number): Streak {
  if (streak.state === "down" && streak.blind === 0) return streak;
  const { blindSince: _, ...rest } = streak;
  const failingSince = streak.failingSince ?? at;
  const counted = { ...rest, failures: Math.min(streak.failures + 1, limit), blind: 0, failingSince };
  if (counted.failures < limit || streak.state === "down") return counted;
  return { ...counted, state: "down", since: failingSince, reason };
}

/** Neither counts nor clears: a down probe stays down, and failures before and after it are still in a row. */
function miss(streak: Streak, { at, reason }: Seen): Streak {
  if (streak.blind === BLIND_RUNS) return streak;
  const blindSince = streak.blindSince ?? at;
  const counted = { ...streak, blind: streak.blind + 1, blindSince };
  if (counted.blind < BLIND_RUNS || streak.state === "down") return counted;
  return {
    ...counted,
    state: "unknown",
    since: streak.state === "unknown" ? streak.since : blindSince,
    reason,
  };
}
