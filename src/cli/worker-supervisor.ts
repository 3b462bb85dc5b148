import { startWorkerd, type Workerd, type WorkerdOptions } from "./workerd.ts";

/** A worker that dies is started again at once; one that keeps dying, ever more slowly. */
export const FIRST_RESTART_MS = 50;
export const MAX_RESTART_MS = 10_000;

/** A worker that lived this long died of something new. */
export const STABLE_MS = 30_000;

/** The binding that tells a worker when it began to hear pings: what is silent since before that has proved nothing. */
export const STARTED_AT = "FARWATCH_STARTED_AT";

/** Keeps one workerd running until it is told to stop. */
export class WorkerSupervisor {
  readonly #options: WorkerdOptions;
  readonly #startWorker: (options: WorkerdOptions) => Promise<Workerd>;
  #worker: Workerd | undefined;
  #startedAt = 0;
  #restartMs = FIRST_RESTART_MS;
  #timer: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #stopped = false;

  constructor(options: WorkerdOptions, startWorker = startWorkerd) {
    this.#options = options;
    this.#startWorker = startWorker;
  }

  get pid(): number | undefined {
    return this.#worker?.pid;
  }

  /** Rejects when the first start fails: that is a fault of the setup, which a repeat does not mend. */
  async start(): Promise<void> {
    const env = { ...this.#options.env, [STARTED_AT]: String(Date.now()) };
    const worker = await this.#startWorker({ ...this.#options, env });
    if (this.#stopped) return worker.stop();
    this.#worker = worker;
    this.#startedAt = Date.now();
    void worker.exited.then((how) => this.#onExit(how));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#starting?.catch(() => {});
    await this.#worker?.stop();
  }

  #onExit(how: string): void {
    this.#worker = undefined;
    if (this.#stopped) return;
    if (Date.now() - this.#startedAt > STABLE_MS) this.#restartMs = FIRST_RESTART_MS;
    this.#restartLater(`worker ended (${how})`);
  }

  #restartLater(why: string): void {
    this.#options.stderr(`${why}, starts again in ${this.#restartMs} ms\n`);
    this.#timer = setTimeout(() => {
      this.#starting = this.start().catch((error: Error) => {
        if (!this.#stopped) this.#restartLater(error.message);
      });
    }, this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, MAX_RESTART_MS);
  }
}
