import type { Delivery } from "../router/delivery.ts";
import { AwayError, type DeliveriesApi } from "./deliveries-ask.ts";
import { MAX_LISTED } from "./deliveries-options.ts";

/** Between two looks. */
export const FOLLOW_INTERVAL_MS = 2_000;

/** Asked for at once, which reads as many rows: a day of looks stays under the five million that are free. */
export const FOLLOW_LIMIT = 20;

/** Pages that one look asks for, of what is new and of what was unfinished each. What is more comes with the next looks, or not. */
export const FOLLOW_PAGES = 50;

/** Ids remembered; far more than stay unfinished. */
export const FOLLOW_REMEMBERED = 20_000;

/** Knows what was printed of which delivery: each is printed anew when another attempt or its end becomes known. */
export class Follower {
  readonly #api: DeliveriesApi;
  /** By id: how it stood. */
  readonly #seen = new Map<number, string>();
  /** What is older was there before, and is nobody's news. */
  #floor = 0;

  constructor(api: DeliveriesApi) {
    this.#api = api;
  }

  /** Takes what is there as known: only what comes after it is news. */
  async begin(): Promise<void> {
    const { deliveries } = await this.#list({ limit: FOLLOW_LIMIT });
    this.#floor = Number(deliveries.at(-1)?.id ?? 0);
    this.note(deliveries);
  }

  /** Those that are new, or stand differently than when they were noted last. */
  note(deliveries: readonly Delivery[]): readonly Delivery[] {
    return deliveries.filter((delivery) => {
      const [id, stands] = [
        Number(delivery.id),
        `${delivery.state} ${delivery.attempts.at(-1)?.attempt ?? 0}`,
      ];
      const isNew = this.#seen.get(id) !== stands;
      this.#seen.set(id, stands);
      return isNew;
    });
  }

  /** What has changed since the last look, oldest first. */
  async look(): Promise<readonly Delivery[]> {
    const newest = await this.#newest();
    const found = [...newest, ...(await this.#unfinished(new Set(newest.map(({ id }) => Number(id)))))];
    const changed = this.note(found);
    this.#forget();
    return changed.toSorted((a, b) => Number(a.id) - Number(b.id));
  }

  /** Back to the newest that was seen before. */
  async #newest(): Promise<readonly Delivery[]> {
    const found: Delivery[] = [];
    let cursor: number | undefined;
    for (let page = 0; page < FOLLOW_PAGES; page += 1) {
      const { deliveries, next } = await this.#list({ limit: FOLLOW_LIMIT, cursor });
      if (page === 0) this.#beginAnew(deliveries[0]);
      found.push(...deliveries.filter(({ id }) => Number(id) >= this.#floor));
      if (next === undefined || Number(next) <= this.#floor) break;
      if (deliveries.some(({ id }) => this.#seen.has(Number(id)))) break;
      cursor = Number(next);
    }
    return found;
  }

  /** An edge whose state was put away counts from 1 again. */
  #beginAnew(newest: Delivery | undefined): void {
    if (newest === undefined || Number(newest.id) >= this.#floor) return;
    this.#seen.clear();
    this.#floor = 0;
  }

  /** Those that still waited and have slipped from the newest page; what is not there any more is forgotten. */
  async #unfinished(found: ReadonlySet<number>): Promise<readonly Delivery[]> {
    const open = [...this.#seen].filter(
      ([id, stood]) => /^(?:waiting|retrying)/.test(stood) && !found.has(id),
    );
    const ids = new Set(open.map(([id]) => id).sort((a, b) => b - a));
    const again: Delivery[] = [];
    for (let page = 0; page < FOLLOW_PAGES && ids.size > 0; page += 1) {
      const [highest = 0] = ids;
      const limit = Math.min(ids.size, MAX_LISTED);
      const { deliveries, next } = await this.#list({ limit, cursor: highest + 1 });
      const lowest = next === undefined ? 0 : Number(next);
      const listed = new Map(deliveries.map((delivery) => [Number(delivery.id), delivery]));
      for (const id of [...ids].filter((one) => one >= lowest)) {
        ids.delete(id);
        const delivery = listed.get(id);
        if (delivery === undefined) this.#seen.delete(id);
        else again.push(delivery);
      }
    }
    return again;
  }

  #list(query: { readonly limit: number; readonly cursor?: number | undefined }) {
    const { limit, cursor } = query;
    return this.#api.list(
      new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor: String(cursor) }) }),
    );
  }

  #forget(): void {
    for (const id of this.#seen.keys()) {
      if (this.#seen.size <= FOLLOW_REMEMBERED) return;
      this.#seen.delete(id);
      this.#floor = Math.max(this.#floor, id + 1);
    }
  }
}

/** What following needs of the outside. */
export interface FollowWorld {
  print(deliveries: readonly Delivery[]): void;
  warn(sentence: string): void;
  /** Between two looks. */
  sleep(ms: number): Promise<void>;
  /** Nobody reads any more. */
  isOver(): boolean;
}

/** Looks again and again; an edge that is away is waited for, and said so once. */
export async function follow(follower: Follower, world: FollowWorld): Promise<void> {
  let isAway = false;
  for (;;) {
    await world.sleep(FOLLOW_INTERVAL_MS);
    if (world.isOver()) return;
    try {
      world.print(await follower.look());
      isAway = false;
    } catch (error) {
      if (!(error instanceof AwayError)) throw error;
      if (!isAway) world.warn(`${error.message}; trying again`);
      isAway = true;
    }
  }
}
