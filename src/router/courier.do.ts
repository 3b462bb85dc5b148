import { buildNotification } from "../notify/notification.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import { firstChars, secretMasker } from "../receiver/mask.ts";
import type { FollowUp, RenderContext, SendOutcome, World } from "../receiver/receiver.ts";
import type { Channel } from "../receiver/receivers.ts";
import { Budget } from "./budget.do.ts";
import type { DueFollowUp } from "./follow-up.ts";
import { FollowUps } from "./follow-ups.do.ts";
import type { Landed } from "./settle.ts";
import { integrationKey, type RouterState } from "./state.ts";

/** Most time that one send may take. */
export const SEND_TIMEOUT_MS = 10_000;
/** A provider library that ignores the abort is given up on this much later. */
export const SEND_TIMEOUT_SLACK_MS = 250;
/** Answers are written together: one commit for all that came within this time. */
export const SETTLE_WINDOW_MS = 25;
/** As much of a provider's answer as an attempt keeps. */
export const ANSWER_CHARS = 200;

/** What a courier needs of the world outside. */
export interface CourierReach extends Omit<World, "signal"> {
  /** Values to mask in answers. */
  readonly secrets: readonly string[];
  /** Most subrequests of one invocation; `SUBREQUESTS_PER_INVOCATION` when absent. */
  readonly maxSubrequests?: number;
  channelOf(kind: string): Channel | undefined;
  renderContext(now: number): RenderContext;
}

/** The same with the router that it works for. */
export interface CourierWorld extends CourierReach {
  /** Writes what came back and starts what is due next. */
  settle(landed: readonly Landed[]): void;
  /** Something is due that this invocation may not send any more. */
  heldBack(): void;
  /** The same for a message that was looked after. */
  settleFollowUp(due: DueFollowUp, found: FollowUp): void;
}

/** Sends outbox rows without anyone waiting for it: starts what is due, collects the answers, hands them over in groups. */
export class Courier {
  readonly #world: CourierWorld;
  readonly #mask: (text: string) => string;
  readonly #followUps: FollowUps;
  #budget: Budget;
  #landed: Landed[] = [];
  #timer = false;
  /** Aborts of the sends under way; a send that is not in it any more is nobody's. */
  #flights = new Set<AbortController>();

  constructor(world: CourierWorld) {
    this.#world = world;
    this.#budget = new Budget(world.maxSubrequests);
    this.#mask = secretMasker(world.secrets);
    this.#followUps = new FollowUps(world, (due, found, budget) => this.#lookedAfter(due, found, budget));
  }

  /** A new invocation brings a new budget of subrequests. */
  refill(): void {
    this.#budget = new Budget(this.#world.maxSubrequests);
  }

  /** Forgets what is under way, as a crash would: memory was rebuilt from storage, where those rows still wait. */
  reset(): void {
    for (const flight of this.#flights) flight.abort();
    this.#flights.clear();
    this.#followUps.reset();
    this.#landed = [];
  }

  /** Whether anything was sent whose outcome is not written yet. */
  isBusy(state: RouterState): boolean {
    return state.queue.inFlight > 0 || this.#landed.length > 0;
  }

  /** Starts what is due and allowed, sends before all else; true when only the invocation's budget held it back. */
  start(state: RouterState, now: number): boolean {
    const dearest = this.#dearest(state);
    const isHeldBack = this.#startSends(state, now, dearest);
    if (this.#budget.has(dearest)) this.#followUps.start(state, now, this.#budget);
    return isHeldBack;
  }

  #startSends(state: RouterState, now: number, dearest: number): boolean {
    for (;;) {
      if (!this.#budget.has(dearest)) return (state.queue.nextDueAt() ?? Number.POSITIVE_INFINITY) <= now;
      const key = state.queue.take(now);
      if (key === undefined) return false;
      const row = state.outbox.get(key);
      if (row === undefined) throw new Error(`Cannot send outbox row ${JSON.stringify(key)}: it is gone`);
      void this.#carry(state, row, now);
    }
  }

  /** The most subrequests that any row may cost. */
  #dearest(state: RouterState): number {
    const kinds = [...state.integrations.values()].map(({ kind }) => this.#world.channelOf(kind));
    return Math.max(0, ...kinds.map((channel) => channel?.maxSubrequests ?? 0));
  }

  async #carry(state: RouterState, row: OutboxRow, startedAt: number): Promise<void> {
    const budget = this.#budget;
    const flight = new AbortController();
    this.#flights.add(flight);
    const outcome = await this.#send(state, row, startedAt, flight).catch(unexpected);
    if (!this.#flights.delete(flight)) return;
    const latencyMs = Date.now() - startedAt;
    state.queue.answered(row.integration, latencyMs);
    const answer = firstChars(this.#mask(outcome.answer), ANSWER_CHARS);
    this.#landed.push({ row, outcome, startedAt, latencyMs, answer });
    // What follows runs in the invocation that sent this, whichever has come since.
    this.#budget = budget;
    if (this.start(state, Date.now())) this.#world.heldBack();
    if (this.#timer) return;
    this.#timer = true;
    setTimeout(() => this.#handOver(budget), SETTLE_WINDOW_MS);
  }

  #handOver(budget: Budget): void {
    this.#timer = false;
    this.#budget = budget;
    const landed = this.#landed;
    this.#landed = [];
    if (this.#settle(landed) || landed.length === 1) return;
    // One that cannot be written must not take its neighbours along.
    for (const one of landed) this.#settle([one]);
  }

  #lookedAfter(due: DueFollowUp, found: FollowUp, budget: Budget): void {
    this.#budget = budget;
    try {
      this.#world.settleFollowUp(due, found);
    } catch {
      // The router has said why; it is looked after again.
    }
  }

  /** False when it could not be written: the router has said why, and the rows are sent again. */
  #settle(landed: readonly Landed[]): boolean {
    try {
      this.#world.settle(landed);
      return true;
    } catch {
      return false;
    }
  }

  async #send(
    state: RouterState,
    row: OutboxRow,
    now: number,
    flight: AbortController,
  ): Promise<SendOutcome> {
    const integration = state.integrations.get(row.integration);
    const group = state.groups.get(row.groupId);
    const channel = integration && this.#world.channelOf(integration.kind);
    if (integration === undefined || group === undefined || channel === undefined) return gone(row);
    const entry = state.entry(row.groupId, integrationKey(integration));
    const notification = buildNotification({
      row,
      entry,
      receiver: group.receiver,
      groupKey: group.key,
      groupLabels: group.labels,
      alert: (fingerprint) => state.alerts.get(fingerprint),
    });
    const message = channel.render(notification, integration.settings, this.#world.renderContext(now));
    return this.#budget.spend(channel.maxSubrequests, this.#world.fetch, (fetch) => {
      const world = { ...this.#world, fetch, signal: flight.signal };
      return withinTime(flight, () => channel.send(message, integration.settings, entry?.state, world));
    });
  }
}

/** Aborts a send whose time is over. No timer outlives the send: it would keep the object awake, and billed. */
async function withinTime(flight: AbortController, send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  const { promise: late, resolve } = Promise.withResolvers<SendOutcome>();
  const giveUp = () => resolve(failed("timeout", `no answer within ${SEND_TIMEOUT_MS / 1000} s`));
  let timer = setTimeout(() => {
    flight.abort();
    timer = setTimeout(giveUp, SEND_TIMEOUT_SLACK_MS);
  }, SEND_TIMEOUT_MS);
  try {
    return await Promise.race([send(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function gone(row: OutboxRow): SendOutcome {
  return { ...failed("receiver_gone", `nobody sends for ${row.integration}`), recoverable: false };
}

/** A bug in a receiver must not lose the row: it is tried again like any temporary failure. */
function unexpected(error: unknown): SendOutcome {
  return failed("network", `cannot send: ${String(error)}`);
}

function failed(reason: "timeout" | "network" | "receiver_gone", answer: string) {
  return { ok: false as const, recoverable: true, reason, status: "-", answer };
}
