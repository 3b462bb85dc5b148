import type { OutboxRow } from "../notify/outbox.ts";
import { cutGroupKey, type Delivery, type DeliveryState, type StoredDelivery, shown } from "./delivery.ts";
import { groupHash } from "./delivery-table.ts";
import type { RouterState } from "./state.ts";

/** Looked at for one page: a filter that finds little must not read the whole table, whose rows are billed. */
export const DELIVERIES_PER_LOOK = 5_000;

/** By how much ids may be out of the order of their decisions: a newer state waits for the send of the older one. */
export const ID_DISORDER_MS = 60_000;

/** Which deliveries; what is absent does not matter. */
export interface DeliveryQuery {
  readonly receiver?: string;
  readonly integration?: string;
  readonly states?: readonly DeliveryState[];
  /** Of any attempt. */
  readonly failure?: string;
  /** A part of the groupKey. */
  readonly group?: string;
  /** Of the decision, epoch ms. */
  readonly since?: number;
  readonly until?: number;
  /** `next` of the page before. */
  readonly cursor?: number;
  readonly limit: number;
}

export interface DeliveryPage {
  /** By their decision, newest first; may be fewer than asked for although there are more. */
  readonly deliveries: readonly Delivery[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** A page of what was sent, what failed and what waits. What comes in meanwhile stands before the first page. */
export function listDeliveries(state: RouterState, query: DeliveryQuery): DeliveryPage {
  const deliveries: Delivery[] = [];
  let [looked, last] = [0, query.cursor ?? Number.POSITIVE_INFINITY];
  for (const [stored, row] of newestFirst(state, last)) {
    if (deliveries.length === query.limit || looked === DELIVERIES_PER_LOOK) {
      return { deliveries, next: String(last) };
    }
    if (stored.decidedAt < (query.since ?? 0) - ID_DISORDER_MS) break;
    looked += 1;
    last = stored.id;
    const delivery = shown(stored, row);
    if (isWanted(stored, delivery.state, query)) deliveries.push(delivery);
  }
  return { deliveries };
}

export function getDelivery(state: RouterState, id: number): Delivery | undefined {
  const [stored, row] = findDelivery(state, id);
  return stored && shown(stored, row);
}

/** What is known of a delivery, and what waits of it. */
export function findDelivery(
  state: RouterState,
  id: number,
): readonly [StoredDelivery | undefined, OutboxRow | undefined] {
  const row = [...state.outbox.values()].find(({ delivery }) => delivery === id);
  return [state.store.findDelivery(id) ?? (row && untried(state, row)), row];
}

function* newestFirst(
  state: RouterState,
  before: number,
): Iterable<readonly [StoredDelivery, OutboxRow | undefined]> {
  const rows = new Map([...state.outbox.values()].map((row) => [row.delivery, row]));
  const waiting = [...rows.values()].filter(({ attempt, delivery }) => attempt === 0 && delivery < before);
  waiting.sort((a, b) => a.delivery - b.delivery);
  for (const stored of state.store.newestDeliveries(before, DELIVERIES_PER_LOOK + 1)) {
    for (let row = waiting.at(-1); row !== undefined && row.delivery >= stored.id; row = waiting.at(-1)) {
      waiting.pop();
      if (row.delivery > stored.id) yield [untried(state, row), row];
    }
    yield [stored, rows.get(stored.id)];
  }
  for (const row of waiting.reverse()) yield [untried(state, row), row];
}

function untried(state: RouterState, row: OutboxRow): StoredDelivery {
  const group = state.groups.get(row.groupId);
  return {
    id: row.delivery,
    decidedAt: row.firstDecidedAt,
    receiver: group?.receiver ?? "",
    integration: row.integration,
    groupKey: cutGroupKey(group?.key ?? ""),
    groupHash: groupHash(row.groupId),
    reason: row.reason,
    attempts: [],
  };
}

function isWanted(stored: StoredDelivery, is: DeliveryState, query: DeliveryQuery): boolean {
  const { receiver, integration, states, failure, group, since, until } = query;
  return (
    (receiver === undefined || receiver === stored.receiver) &&
    (integration === undefined || integration === stored.integration) &&
    (states === undefined || states.includes(is)) &&
    (failure === undefined || stored.attempts.some((one) => one.failure === failure)) &&
    (group === undefined || stored.groupKey.includes(group)) &&
    (since === undefined || stored.decidedAt >= since) &&
    (until === undefined || stored.decidedAt <= until)
  );
}
