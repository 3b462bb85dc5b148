import type { FollowUp } from "../receiver/receiver.ts";
import { within } from "../watch/within.do.ts";
import type { Budget } from "./budget.do.ts";
import type { CourierWorld } from "./courier.do.ts";
import { type DueFollowUp, takeFollowUp } from "./follow-up.ts";
import type { RouterState } from "./state.ts";

type Land = (due: DueFollowUp, found: FollowUp, budget: Budget) => void;

/** Most time that one look may take; as much as a send. */
export const FOLLOW_UP_TIMEOUT_MS = 10_000;

/** After a look that took longer, or a bug in a receiver. */
export const FOLLOW_UP_AGAIN_MS = 60_000;

/** Looks after delivered messages, one at a time and behind all sends; nobody waits for it. */
export class FollowUps {
  readonly #world: CourierWorld;
  readonly #land: Land;
  #flight: AbortController | undefined;

  constructor(world: CourierWorld, land: Land) {
    this.#world = world;
    this.#land = land;
  }

  /** Forgets what is under way; storage still says when it was due. */
  reset(): void {
    this.#flight?.abort();
    this.#flight = undefined;
  }

  start(state: RouterState, now: number, budget: Budget): void {
    if (this.#flight !== undefined) return;
    const due = takeFollowUp(state, now);
    if (due === undefined) return;
    const flight = new AbortController();
    this.#flight = flight;
    void this.#look(state, due, flight, budget).then((found) => {
      if (this.#flight !== flight) return;
      this.#flight = undefined;
      this.#land(due, found, budget);
    });
  }

  /** Never rejects. */
  async #look(
    state: RouterState,
    { integration, state: message, facts }: DueFollowUp,
    flight: AbortController,
    budget: Budget,
  ): Promise<FollowUp> {
    const { kind = "", settings } = state.integrations.get(integration) ?? {};
    const channel = this.#world.channelOf(kind);
    const look = budget.spend(channel?.maxSubrequests ?? 0, this.#world.fetch, async (fetch) => {
      const world = { ...this.#world, fetch, signal: flight.signal };
      return channel?.followUp?.(message, facts, settings, world) ?? {};
    });
    try {
      return await within(FOLLOW_UP_TIMEOUT_MS, look, "no answer in time");
    } catch {
      flight.abort();
      return { againMs: FOLLOW_UP_AGAIN_MS };
    }
  }
}
