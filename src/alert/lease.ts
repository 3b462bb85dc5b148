import type { Source } from "./alert.ts";

/** A renewal is written once it has moved the end by more than this share of the span. */
export const LEASE_WRITE_SHARE = 1 / 4;

/** After an absence nothing times out before its senders had this long to renew. */
export const WAKE_GRACE_MS = 60_000;

/** Whether storage must follow the end that memory holds. */
export function mustWriteLease(source: Source): boolean {
  return source.leaseEndsAt - source.writtenEndsAt > source.leaseMs * LEASE_WRITE_SHARE;
}

/**
 * The lease end to trust after a wake: renewals of up to a quarter of the span may have lived in memory only.
 * An explicit end is nobody's lease and stays as it is.
 */
export function leaseEndAfterWake(source: Source, wokeAt: number): number {
  if (source.endsAt !== undefined) return source.writtenEndsAt;
  const latest = source.writtenEndsAt + source.leaseMs * LEASE_WRITE_SHARE;
  return latest > wokeAt ? latest : wokeAt + WAKE_GRACE_MS;
}

/** Whether what this sender said still holds at `now`. */
export function isLive(source: Source, now: number): boolean {
  return source.status === "firing" && now < source.leaseEndsAt;
}
