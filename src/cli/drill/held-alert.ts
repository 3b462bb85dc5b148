import type { PostableAlert } from "./alert.ts";
import type { ListedAlert, V2Api } from "./v2-api.ts";

/** One without an end is over after `resolve_timeout`, five minutes by default, unless it is posted again. */
export const RENEW_INTERVAL_MS = 60_000;

/** The drill's alert where it is listed, and by how much the clock there is ahead of ours. */
export interface Arrival {
  readonly alert: ListedAlert;
  readonly clockAheadMs: number;
}

/** An alert was known at `at` by our clock: what the place says of its update is no later than that. */
export function arrivalOf(alert: ListedAlert, at: number): Arrival {
  return { alert, clockAheadMs: Date.parse(alert.updatedAt) - at };
}

/** The drill's alert at the place where it is posted: kept alive, and ended whatever happens. */
export class HeldAlert {
  readonly #api: V2Api;
  readonly #alert: PostableAlert;
  readonly #now: () => number;
  #postedAt: number | undefined;
  #arrival: Arrival | undefined;

  constructor(api: V2Api, alert: PostableAlert, now: () => number) {
    this.#api = api;
    this.#alert = alert;
    this.#now = now;
  }

  /** When it was known there, by our clock. */
  async post(): Promise<number> {
    // Before the answer: one that got lost may have left the alert there.
    this.#postedAt = this.#now();
    await this.#api.post(this.#alert);
    return this.#now();
  }

  noteArrival(arrival: Arrival): void {
    this.#arrival = arrival;
  }

  async renew(): Promise<void> {
    if (this.#postedAt !== undefined && this.#now() - this.#postedAt >= RENEW_INTERVAL_MS) await this.post();
  }

  /** Posts its end as of now, by the clock of the place; false when it is not held. */
  async end(): Promise<boolean> {
    if (this.#postedAt === undefined) return false;
    const endsAt = this.#now() + (this.#arrival?.clockAheadMs ?? 0);
    const startsAt = this.#arrival?.alert.startsAt;
    const end = { endsAt: new Date(endsAt).toISOString(), ...(startsAt !== undefined && { startsAt }) };
    await this.#api.post({ ...this.#alert, ...end });
    this.#postedAt = undefined;
    return true;
  }
}
