import type { Labels } from "../alert/labels.ts";
import type { Matcher } from "../alert/matcher.ts";

export type SilenceState = "pending" | "active" | "expired";

/** Alerts that match all matchers stay quiet from `startsAt` until `endsAt`; times are epoch milliseconds. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly updatedAt: number;
  /** As the body gave it; anyone may write anything here. */
  readonly createdBy: string;
  readonly comment: string;
  readonly annotations: Labels;
  /** Who last wrote it, as the gate knows them; no body can set it. */
  readonly identity: string;
}

/** How long an expired silence is still shown; upstream's `--data.retention`. */
export const SILENCE_RETENTION_MS = 120 * 60 * 60_000;

/** As upstream's API tells it: active from `startsAt` on, expired from `endsAt` on. */
export function silenceState(silence: Silence, now: number): SilenceState {
  if (now >= silence.endsAt) return "expired";
  return now < silence.startsAt ? "pending" : "active";
}

/** Ends a silence now; an expired one stays as it was. */
export function expire(silence: Silence, now: number, identity: string = silence.identity): Silence {
  const state = silenceState(silence, now);
  if (state === "expired") return silence;
  // A pending one never was active: its start moves too, so that the start does not stand after the end.
  const startsAt = state === "pending" ? now : silence.startsAt;
  return { ...silence, startsAt, endsAt: now, updatedAt: now, identity };
}

/** Whether it has been expired for so long that nobody looks for it. */
export function isGarbage(
  silence: Silence,
  now: number,
  retentionMs: number = SILENCE_RETENTION_MS,
): boolean {
  return now >= silence.endsAt + retentionMs;
}

/** Whether each filter stands among the silence's own matchers, as written; labels play no part. */
export function matchesFilter(silence: Silence, filters: readonly Matcher[]): boolean {
  return filters.every((filter) => silence.matchers.some((matcher) => sameMatcher(matcher, filter)));
}

/** Equal as written, not by what they match. */
export function sameMatcher(a: Matcher, b: Matcher): boolean {
  return a.name === b.name && a.op === b.op && a.value === b.value;
}

const STATE_ORDER: Readonly<Record<SilenceState, number>> = { active: 0, pending: 1, expired: 2 };

/** Upstream's order: active by soonest end, pending by soonest start, expired by latest end. */
export function sortSilences(silences: Iterable<Silence>, now: number): Silence[] {
  return [...silences].sort((a, b) => {
    const state = silenceState(a, now);
    const byState = STATE_ORDER[state] - STATE_ORDER[silenceState(b, now)];
    return byState || compareWithin(state, a, b) || (a.id < b.id ? -1 : 1);
  });
}

function compareWithin(state: SilenceState, a: Silence, b: Silence): number {
  if (state === "active") return a.endsAt - b.endsAt;
  return state === "pending" ? a.startsAt - b.startsAt : b.endsAt - a.endsAt;
}
