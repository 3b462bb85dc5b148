import type { Source } from "./alert.ts";
import { compareTimestamps, type Timestamp, timestampOf } from "./timestamp.ts";

/** From when to when a sender of POST /api/v2/alerts says that an alert fires. */
export interface Span {
  readonly startsAt: Timestamp;
  readonly endsAt: Timestamp;
  /** Its sender named no end in its last post: `resolve_timeout` is ours. */
  readonly isTimeout: boolean;
}

/** Upstream's Alert.Merge: the earlier start, and a later end that was named. `young` was posted after `old`. */
export function mergeSpans(old: Span, young: Span, now: number): Span {
  const startsAt = compareTimestamps(old.startsAt, young.startsAt) < 0 ? old.startsAt : young.startsAt;
  const isOldKept = hasEnded(young, now) ? hasEnded(old, now) : !old.isTimeout;
  const isOldLater = compareTimestamps(old.endsAt, young.endsAt) > 0;
  return {
    startsAt,
    endsAt: isOldKept && isOldLater ? old.endsAt : young.endsAt,
    isTimeout: young.isTimeout,
  };
}

/** Whether one begins or ends within the other: else it is another occurrence, and nothing is merged. */
export function overlaps(old: Span, young: Span): boolean {
  return isWithin(young.endsAt, old) || isWithin(young.startsAt, old);
}

export function hasEnded({ endsAt }: Span, now: number): boolean {
  return endsAt.ms <= now;
}

/** What a sender said last, as the span that its next post is merged with. */
export function spanOf(source: Source): Span {
  const { status, startsAt, endsAt, leaseEndsAt, endsOffset, isTimeout = false } = source;
  const isNamed = status === "resolved" && endsAt !== undefined;
  return { startsAt, endsAt: isNamed ? endsAt : timestampOf(leaseEndsAt, endsOffset), isTimeout };
}

function isWithin(time: Timestamp, { startsAt, endsAt }: Span): boolean {
  return compareTimestamps(time, startsAt) > 0 && compareTimestamps(time, endsAt) < 0;
}
