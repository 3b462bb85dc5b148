import type { Labels } from "./labels.ts";
import type { Timestamp } from "./timestamp.ts";

/** How an alert came: that decides how it repeats and what the end of its lease means. */
export type Via = "webhook" | "api" | "self";

/** What one sender last said of an alert, and for how long that holds. */
export interface Source {
  readonly via: Via;
  readonly status: "firing" | "resolved";
  readonly startsAt: Timestamp;
  /** The end its sender named: kept exactly. */
  readonly endsAt?: Timestamp;
  /** Span of the lease that each renewal starts anew; of no meaning once resolved. A post to the API brings its own. */
  leaseMs: number;
  /** Moves in memory with every renewal. */
  leaseEndsAt: number;
  /** The lease end that storage holds; follows when a quarter of the span has passed. */
  readonly writtenEndsAt: number;
  /** Moves in memory with every renewal. */
  renewedAt: number;
  /** Posted to the API without an end: that of the lease is ours (`resolve_timeout`). */
  readonly isTimeout?: boolean;
  /** The offset in which the end of the lease was posted, when that is not UTC: lists show it so. */
  readonly endsOffset?: string;
  /** End of the respite that a wake gave to a lease which had run out while nobody could renew it. */
  readonly graceEndsAt?: number;
  /** The sender's groups (hash of its receiver and groupKey) that hold the alert, and whether the last complete payload still did. */
  readonly contexts: Readonly<Record<string, boolean>>;
}

/** `stale`: firing when last heard of, and not renewed since for `stale_after`. */
export type AlertStatus = "firing" | "resolved" | "stale";

/** One label set and what its senders say of it. */
export interface Alert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL: string;
  readonly status: AlertStatus;
  readonly startsAt: Timestamp;
  /** Set once resolved. */
  readonly endsAt?: Timestamp;
  /** When the first post of this label set was taken in, epoch ms. */
  readonly receivedAt: number;
  /** When its status or startsAt last changed here, epoch ms. */
  readonly changedAt: number;
  /** By sender: the identity and, for a webhook, the payload's externalURL. */
  readonly sources: ReadonlyMap<string, Source>;
}

/** Whether every sender that still says "firing" has left the alert out of its last complete payload. */
export function isAbsent(alert: Alert): boolean {
  const firing = claims(alert);
  return (
    firing.length > 0 && firing.every((s) => s.via === "webhook" && !Object.values(s.contexts).includes(true))
  );
}

/** When a sender last said that it fires, epoch ms: a resolve renews nothing. */
export function lastRenewedAt(alert: Alert): number {
  return claims(alert).reduce((latest, { renewedAt }) => Math.max(latest, renewedAt), 0);
}

/** Whether a repeat waits for a renewal: alerts that only webhooks keep alive say nothing while their sender is silent. */
export function isLeasedByWebhook(alert: Alert): boolean {
  return claims(alert).every((s) => s.via === "webhook");
}

/** What those say who have not resolved it. */
function claims(alert: Alert): Source[] {
  return [...alert.sources.values()].filter((source) => source.status === "firing");
}
