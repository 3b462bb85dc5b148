import type { AlertStatus, Source } from "./alert.ts";
import { isLive } from "./lease.ts";
import { compareTimestamps, type Timestamp, timestampOf } from "./timestamp.ts";

export interface Verdict {
  readonly status: AlertStatus;
  readonly startsAt: Timestamp;
  readonly endsAt?: Timestamp;
}

/**
 * What the senders say together: firing while any live one says so; else resolved if one has said so (or let an end
 * that it named pass) since the others last said "firing"; else stale. The earliest startsAt wins, so that a
 * high-availability pair is one event.
 */
export function verdict(sources: Iterable<Source>, now: number): Verdict {
  const all = [...sources];
  const live = all.filter((source) => isLive(source, now));
  if (live.length > 0) return { status: "firing", startsAt: earliest(live) };
  const ended = all.filter((source) => endOf(source) !== undefined);
  const silent = all.filter((source) => endOf(source) === undefined);
  const lastClaimAt = Math.max(...silent.map(({ renewedAt }) => renewedAt));
  if (!ended.some((source) => saidAt(source) >= lastClaimAt)) {
    return { status: "stale", startsAt: earliest(silent) };
  }
  return { status: "resolved", startsAt: earliest(ended), endsAt: latestEnd(ended) };
}

/** A webhook's lease running out proves nothing; everybody else's is upstream's resolve by timeout. */
function endOf(source: Source): Timestamp | undefined {
  if (source.status === "resolved") return source.endsAt ?? leaseEnd(source);
  if (source.via === "webhook") return undefined;
  return source.endsAt ?? leaseEnd(source);
}

/** An end that was posted is told in the offset in which it was. */
function leaseEnd({ leaseEndsAt, endsOffset }: Source): Timestamp {
  return timestampOf(leaseEndsAt, endsOffset);
}

/** When we heard of the end: by our clock, as what its sender calls the end is by another. */
function saidAt(source: Source): number {
  return source.status === "resolved" ? source.renewedAt : source.leaseEndsAt;
}

function earliest(sources: readonly Source[]): Timestamp {
  return sources.map((s) => s.startsAt).reduce((a, b) => (compareTimestamps(b, a) < 0 ? b : a));
}

function latestEnd(sources: readonly Source[]): Timestamp {
  const ends = sources.map(endOf).filter((end) => end !== undefined);
  return ends.reduce((a, b) => (compareTimestamps(b, a) > 0 ? b : a));
}
