import { type OutboxRow, rowKey } from "../notify/outbox.ts";
import { DueQueue } from "./due-queue.ts";

/** The platform opens this many outbound connections per invocation at once (Workers limits). */
export const MAX_SENDS_IN_FLIGHT = 6;
/** One slow integration may hold this many of them, */
export const MAX_SENDS_PER_INTEGRATION = 2;
/** and one that has proven fast this many; all integrations of one receiver together may never hold more. */
export const MAX_SENDS_PER_FAST_INTEGRATION = 4;
export const MAX_SENDS_PER_RECEIVER = 4;
/** Proven fast: this many last answers each took under `FAST_ANSWER_MS`. */
export const FAST_ANSWERS = 10;
export const FAST_ANSWER_MS = 1_000;

interface Lane {
  readonly receiver: string;
  readonly waiting: DueQueue;
  inFlight: number;
  /** Latencies of the last answers, oldest first. */
  readonly latenciesMs: number[];
}

/** Which outbox rows may be sent now: earliest due first, within the limits, so that nobody's hanging provider holds up others. */
export class SendQueue {
  readonly #lanes = new Map<string, Lane>();
  /** Rows sent and not settled yet. */
  readonly #flying = new Set<string>();
  #slots = 0;
  readonly #flyingByReceiver = new Map<string, number>();

  get inFlight(): number {
    return this.#slots;
  }

  isFlying(key: string): boolean {
    return this.#flying.has(key);
  }

  /** A row to send at its `nextAttemptAt`; while an older state of it is in flight it waits for `landed`. */
  put(row: OutboxRow): void {
    const key = rowKey(row.groupId, row.integration);
    if (!this.#flying.has(key)) this.#lane(row.integration).waiting.set(key, row.nextAttemptAt);
  }

  delete(key: string, integration: string): void {
    this.#lane(integration).waiting.delete(key);
  }

  /** When the next row is due, in flight or held back by a limit left out. */
  nextDueAt(): number | undefined {
    let next: number | undefined;
    if (this.#slots >= MAX_SENDS_IN_FLIGHT) return undefined;
    for (const lane of this.#lanes.values()) {
      const at = this.#mayFly(lane) ? lane.waiting.next() : undefined;
      if (at !== undefined && (next === undefined || at < next)) next = at;
    }
    return next;
  }

  /** Takes the next row that is due and allowed; the caller sends it and calls `landed`. */
  take(now: number): string | undefined {
    if (this.#slots >= MAX_SENDS_IN_FLIGHT) return undefined;
    const lane = this.#earliest(now);
    const key = lane?.waiting.takeDue(now, 1)[0];
    if (lane === undefined || key === undefined) return undefined;
    lane.inFlight += 1;
    this.#slots += 1;
    this.#flying.add(key);
    this.#flyingByReceiver.set(lane.receiver, (this.#flyingByReceiver.get(lane.receiver) ?? 0) + 1);
    return key;
  }

  /** The provider answered: gives the slot back and learns how fast this integration is. The row flies on until `landed`. */
  answered(integration: string, latencyMs: number): void {
    const lane = this.#lane(integration);
    lane.inFlight -= 1;
    this.#slots -= 1;
    this.#flyingByReceiver.set(lane.receiver, (this.#flyingByReceiver.get(lane.receiver) ?? 1) - 1);
    lane.latenciesMs.push(latencyMs);
    if (lane.latenciesMs.length > FAST_ANSWERS) lane.latenciesMs.shift();
  }

  /** Keeps what is put under this key waiting until `landed`: something else about it is under way. */
  hold(key: string): void {
    this.#flying.add(key);
  }

  /** The answer is being written: a newer state of the row may be queued again. */
  landed(key: string): void {
    this.#flying.delete(key);
  }

  #earliest(now: number): Lane | undefined {
    let best: { readonly lane: Lane; readonly at: number } | undefined;
    for (const lane of this.#lanes.values()) {
      const at = lane.waiting.next();
      if (at === undefined || at > now || !this.#mayFly(lane)) continue;
      if (best === undefined || at < best.at) best = { lane, at };
    }
    return best?.lane;
  }

  #mayFly(lane: Lane): boolean {
    const isFast =
      lane.latenciesMs.length === FAST_ANSWERS && lane.latenciesMs.every((ms) => ms < FAST_ANSWER_MS);
    const limit = isFast ? MAX_SENDS_PER_FAST_INTEGRATION : MAX_SENDS_PER_INTEGRATION;
    return lane.inFlight < limit && (this.#flyingByReceiver.get(lane.receiver) ?? 0) < MAX_SENDS_PER_RECEIVER;
  }

  #lane(integration: string): Lane {
    const known = this.#lanes.get(integration);
    if (known !== undefined) return known;
    const receiver = integration.slice(0, integration.lastIndexOf("/", integration.lastIndexOf("/") - 1));
    const lane: Lane = { receiver, waiting: new DueQueue(), inFlight: 0, latenciesMs: [] };
    this.#lanes.set(integration, lane);
    return lane;
  }
}
