import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "./caller.ts";

/** Alertmanager's own backoff is 500 ms and more; a shorter one comes back while the edge has barely risen. */
const FIRST_WAIT_MS = 50;
const WAIT_FACTOR = 1.5;
const MAX_WAIT_MS = 500;

/** Posts as Alertmanager does: again after a 5xx or a broken connection, until a 2xx; anything else is final, and a fault. */
export class Poster {
  readonly #caller: Caller;
  /** Bodies answered 2xx. */
  accepted = 0;
  /** Tries that were not. */
  retries = 0;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  async post(body: unknown, path = "/webhook/alertmanager"): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * WAIT_FACTOR, MAX_WAIT_MS)) {
      const status = await this.#try(body, path);
      if (status >= 200 && status < 300) {
        this.accepted += 1;
        return;
      }
      if (status < 500) throw new Error(`Alertmanager would drop this body: it was answered ${status}`);
      this.retries += 1;
      await sleep(waitMs);
    }
  }

  /** The status, 599 where no answer came. */
  async #try(body: unknown, path: string): Promise<number> {
    try {
      return (await this.#caller.post(path, body)).status;
    } catch {
      return 599;
    }
  }
}
