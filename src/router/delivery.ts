import { cutUtf8, utf8Length } from "../alert/utf8.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import type { Attempt } from "./store.ts";

/** The newest attempts of a delivery are kept, so many of them, and no more than this of JSON: retries of a day are three hundred. */
export const ATTEMPTS_PER_DELIVERY = 10;
export const EARLIER_ATTEMPTS_BYTES = 2_048;

/** Of an answer, whatever script it is in: the courier has cut it to 200 characters. */
export const DELIVERY_ANSWER_BYTES = 400;

/** Of a groupKey, which repeats every label that it groups by. */
export const DELIVERY_GROUP_KEY_BYTES = 1_000;

/** What a row of deliveries takes at most: one page of SQLite. */
export const DELIVERY_MAX_BYTES = 4_096;

/**
 * `waiting` was never tried, `retrying` will be tried again, `failed` is given up. `withdrawn` was tried, and then there
 * was nothing left to tell: a silence fell on it, or its receiver is gone.
 */
export type DeliveryState = "waiting" | "retrying" | "sent" | "failed" | "withdrawn";

/** One try, as its delivery keeps it. */
export type Try = Pick<Attempt, "at" | "attempt" | "outcome" | "failure" | "status" | "latencyMs" | "answer">;

/** One notification of one integration, as storage keeps it from its first attempt on. */
export interface StoredDelivery extends Pick<Attempt, "receiver" | "integration" | "groupKey" | "reason"> {
  readonly id: number;
  readonly decidedAt: number;
  /** Hash of the group's id: two groups may have one groupKey. */
  readonly groupHash: string;
  /** Newest last, and at least one. */
  readonly attempts: readonly Try[];
}

/** The same as operators read it. */
export interface Delivery {
  readonly id: string;
  /** RFC 3339, like all its times. */
  readonly decidedAt: string;
  readonly receiver: string;
  /** `receiver/kind/index` */
  readonly integration: string;
  readonly groupKey: string;
  readonly reason: string;
  readonly state: DeliveryState;
  readonly nextAttemptAt?: string;
  /** Newest last; `attempt` counts those that are left out too. */
  readonly attempts: readonly (Omit<Try, "at"> & { readonly at: string })[];
}

/** The JSON of what came before the last attempt: as many of the newest as fit. */
export function earlierText(attempts: readonly Try[]): string {
  const kept = attempts.slice(1 - ATTEMPTS_PER_DELIVERY);
  let text = JSON.stringify(kept);
  while (utf8Length(text) > EARLIER_ATTEMPTS_BYTES) {
    kept.shift();
    text = JSON.stringify(kept);
  }
  return text;
}

export function cutGroupKey(groupKey: string): string {
  return cutUtf8(groupKey, DELIVERY_GROUP_KEY_BYTES);
}

/** `row` is what still waits of it. */
export function shown(stored: StoredDelivery, row: OutboxRow | undefined): Delivery {
  const { id, decidedAt, receiver, integration, groupKey, reason, attempts } = stored;
  return {
    id: String(id),
    decidedAt: rfc3339(decidedAt),
    receiver,
    integration,
    groupKey,
    // What waits may tell a newer state than was tried.
    reason: row?.reason ?? reason,
    state: stateOf(stored, row),
    ...(row === undefined ? {} : { nextAttemptAt: rfc3339(row.nextAttemptAt) }),
    attempts: attempts.map((one) => ({ ...one, at: rfc3339(one.at) })),
  };
}

function stateOf({ attempts }: StoredDelivery, row: OutboxRow | undefined): DeliveryState {
  const last = attempts.at(-1);
  if (row !== undefined) return last === undefined ? "waiting" : "retrying";
  return last === undefined || last.outcome === "retried" ? "withdrawn" : last.outcome;
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
