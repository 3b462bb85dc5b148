import type { Source } from "../alert/alert.ts";
import { fingerprint as fingerprintOf } from "../alert/fingerprint.ts";
import type { IncomingAlert } from "../alert/incoming.ts";
import { isEndless, isLive } from "../alert/lease.ts";

/** Senders that one alert remembers. A pair has two; each takes room in the alert's row, and the payload names them. */
export const MAX_SOURCES_PER_ALERT = 32;

/** Groups of one sender that hold an alert: its routes with `continue`, and those of its last few configurations. */
export const MAX_CONTEXTS_PER_SOURCE = 16;

/** A longer externalURL is told apart by its hash: it stands in the row of every alert that it sent. */
export const MAX_SENDER_URL_CHARS = 256;

/** Who posts, and into which of its groups: what the absence of an alert is judged by. */
export interface Post {
  readonly sender: string;
  readonly context: string;
  readonly leaseMs: number;
  readonly now: number;
}

/** State is kept per sender: the identity and the externalURL of its payload. */
export function senderOf(identity: string, externalURL: string): string {
  if (externalURL.length <= MAX_SENDER_URL_CHARS) return `${identity} ${externalURL}`;
  const beginning = externalURL.slice(0, MAX_SENDER_URL_CHARS).toWellFormed();
  return `${identity} ${beginning}#${fingerprintOf({ externalURL })}`;
}

/** What a webhook's sender says of an alert now. */
export function sourceOf(incoming: IncomingAlert, previous: Source | undefined, post: Post): Source {
  const isFiring = incoming.status === "firing";
  const leaseEndsAt = isFiring ? post.now + post.leaseMs : post.now;
  return {
    via: "webhook",
    status: incoming.status,
    startsAt: incoming.startsAt,
    // Of a firing alert version 4 names no end; an end that a sender gives all the same would only be its own guess.
    ...(isFiring || incoming.endsAt === undefined ? {} : { endsAt: incoming.endsAt }),
    leaseMs: post.leaseMs,
    leaseEndsAt,
    writtenEndsAt: leaseEndsAt,
    renewedAt: post.now,
    contexts: isFiring ? withContext(previous?.contexts ?? {}, post.context, true) : {},
  };
}

/** The sender's groups with what the last payload of one says; the one not heard of for longest is forgotten. */
export function withContext(
  contexts: Source["contexts"],
  context: string,
  isPresent: boolean,
): Source["contexts"] {
  const { [context]: _, ...others } = contexts;
  const kept = Object.entries(others).slice(1 - MAX_CONTEXTS_PER_SOURCE);
  return { ...Object.fromEntries(kept), [context]: isPresent };
}

/**
 * An alert's sources with one more. When there are too many, the one goes that matters least: one that no longer
 * says "firing", of those the oldest. A newcomer who knows of no firing never drives one out that does.
 */
export function withSource(
  sources: ReadonlyMap<string, Source>,
  sender: string,
  source: Source,
  now: number,
): ReadonlyMap<string, Source> {
  if (sources.has(sender) || sources.size < MAX_SOURCES_PER_ALERT) {
    return new Map(sources).set(sender, source);
  }
  const [least] = [...sources].sort(([, a], [, b]) => weight(a, now) - weight(b, now));
  if (least === undefined || (isLive(least[1], now) && source.status !== "firing")) return sources;
  const kept = [...sources].filter(([other]) => other !== least[0]);
  return new Map([...kept, [sender, source]]);
}

/** Live ones are heavier than any other; within each kind, the later renewed. What we hold ourselves never goes. */
function weight(source: Source, now: number): number {
  if (isEndless(source)) return Number.POSITIVE_INFINITY;
  return source.renewedAt + (isLive(source, now) ? Number.MAX_SAFE_INTEGER / 2 : 0);
}
