/** The platform opens this many outbound connections per invocation at once (Workers limits). */
export const MAX_RUNS_AT_ONCE = 6;

/** Lets at most `limit` pass at once; the others wait in the order in which they came. */
export class Slots<T> {
  readonly #limit: number;
  readonly #waiting: T[] = [];
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  put(item: T): void {
    this.#waiting.push(item);
  }

  /** The next one that may pass now; whoever takes it calls `release` once. */
  take(): T | undefined {
    if (this.#taken >= this.#limit || this.#waiting.length === 0) return undefined;
    this.#taken += 1;
    return this.#waiting.shift();
  }

  release(): void {
    this.#taken -= 1;
  }
}
