import type { World } from "../receiver/receiver.ts";

/** Under the 50 subrequests that the free plan allows one invocation (Workers limits), with room for our own. */
export const SUBREQUESTS_PER_INVOCATION = 40;

type Fetch = World["fetch"];

/** What one invocation may still ask of others. */
export class Budget {
  readonly #limit: number;
  #spent = 0;

  constructor(limit = SUBREQUESTS_PER_INVOCATION) {
    this.#limit = limit;
  }

  has(subrequests: number): boolean {
    return this.#spent + subrequests <= this.#limit;
  }

  /** Reserves the most that a send may cost, and takes back what it did not need. */
  async spend<T>(most: number, fetch: Fetch, send: (fetch: Fetch) => Promise<T>): Promise<T> {
    this.#spent += most;
    let made = 0;
    const counted: Fetch = (url, init) => {
      made += 1;
      return fetch(url, init);
    };
    try {
      return await send(counted);
    } finally {
      // A mail goes by socket or binding, not by fetch, and counts all the same.
      this.#spent -= most - Math.max(made, Math.min(1, most));
    }
  }
}
