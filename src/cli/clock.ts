import { Client } from "undici";

const MINUTE_MS = 60_000;

/** A tick that is not done by the next one is given up. */
export const TICK_MS = 50_000;

/** Sends the worker its cron event at each full minute, and one at once for what fell due meanwhile. */
export class Clock {
  readonly #socketPath: string;
  readonly #warn: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #isSilent = false;

  constructor(socketPath: string, warn: (line: string) => void) {
    this.#socketPath = socketPath;
    this.#warn = warn;
  }

  start(): void {
    void this.#tick();
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#timer = setTimeout(
      () => {
        void this.#tick();
        this.#arm();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
    this.#timer.unref();
  }

  /** A worker that restarts misses a tick, and gets the next one: nothing depends on one alone. */
  async #tick(): Promise<void> {
    const client = new Client("http://clock", { socketPath: this.#socketPath, headersTimeout: TICK_MS });
    try {
      const { statusCode, body } = await client.request({ path: "/", method: "POST" });
      await body.dump();
      this.#tell(statusCode === 200 ? undefined : "the worker failed in it");
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
    } finally {
      await client.destroy();
    }
  }

  /** Once for each row of failures. */
  #tell(failure: string | undefined): void {
    if (failure !== undefined && !this.#isSilent) this.#warn(`Cannot run the minute's check: ${failure}`);
    this.#isSilent = failure !== undefined;
  }
}
