import type { Source } from "./alert.ts";

/** A renewal is written once it has moved the end by more than this share of the span. */
export const LEASE_WRITE_SHARE = 1 / 4;

/** And once it has moved the end of a post to the API by more than this: such an end may be named for days ahead. */
export const MAX_API_SLACK_MS = 300_000;

/** After an absence nothing times out before its senders had this long to renew. */
export const WAKE_GRACE_MS = 60_000;

/** Whether storage must follow the end that memory holds. */
export function mustWriteLease(source: Source): boolean {
  return source.leaseEndsAt - source.writtenEndsAt > slackMs(source);
}

/** By how much storage may lag behind memory. */
function slackMs({ via, leaseMs }: Source): number {
  const share = leaseMs * LEASE_WRITE_SHARE;
  return via === "api" ? Math.min(share, MAX_API_SLACK_MS) : share;
}

/**
 * The source as storage shall hold it. The end is that of the last renewal: the one that memory trusts after a wake
 * is later by a guess, and writing the guess would push the lease on with every wake.
 */
export function written(source: Source): Source {
  const isLease = source.status === "firing" && source.endsAt === undefined;
  return { ...source, writtenEndsAt: isLease ? source.renewedAt + source.leaseMs : source.leaseEndsAt };
}

/**
 * The lease to trust after a wake: renewals of up to a quarter of the span may have lived in memory only.
 * An explicit end is nobody's lease and stays as it is.
 */
export function leaseAfterWake(source: Source): Source {
  if (source.status !== "firing" || source.endsAt !== undefined) return source;
  return { ...source, leaseEndsAt: source.writtenEndsAt + slackMs(source) };
}

/**
 * Gives a lease that has run out a respite for its sender to renew. Whoever wakes again about when the respite ends
 * was asleep for want of work, not absent: then the lease is over, or a sleeper would renew it for ever by waking.
 */
export function withGrace(source: Source, wokeAt: number): Source {
  if (source.status !== "firing" || source.endsAt !== undefined) return source;
  const given = source.graceEndsAt;
  if (given !== undefined && wokeAt < given + WAKE_GRACE_MS) return { ...source, leaseEndsAt: given };
  const graceEndsAt = wokeAt + WAKE_GRACE_MS;
  return { ...source, leaseEndsAt: graceEndsAt, graceEndsAt };
}

/** Whether it holds until its sender takes it back: we know ourselves whether the cause of our own alert lasts. */
export function isEndless({ via, status, endsAt }: Source): boolean {
  return via === "self" && status === "firing" && endsAt === undefined;
}

/** Whether what this sender said still holds at `now`. */
export function isLive(source: Source, now: number): boolean {
  return source.status === "firing" && (isEndless(source) || now < source.leaseEndsAt);
}
