import type { DenialReason } from "../identity/identity.ts";

/** One call to the router per isolate in this time, however many callers are denied. */
export const DENIAL_FLUSH_INTERVAL_MS = 10_000;

type Counts = Partial<Record<DenialReason, number>>;

/** Counts denied callers in this isolate until the router takes the counts over. */
export class DenialLedger {
  readonly #now: () => number;
  #counts: Counts = {};
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(reason: DenialReason): void {
    this.#add(reason, 1);
  }

  /** True when something is counted and the last flush lies far enough back. */
  isDue(): boolean {
    return Object.keys(this.#counts).length > 0 && this.#now() - this.#flushedAt >= DENIAL_FLUSH_INTERVAL_MS;
  }

  /** Hands all counts to `ship`; what it fails to take is counted again. */
  async flush(ship: (counts: Readonly<Record<string, number>>) => Promise<void>): Promise<void> {
    const counts = this.#counts;
    if (Object.keys(counts).length === 0) return;
    this.#counts = {};
    this.#flushedAt = this.#now();
    try {
      await ship(counts as Record<string, number>);
    } catch (error) {
      for (const [reason, count] of Object.entries(counts)) this.#add(reason as DenialReason, count);
      throw error;
    }
  }

  #add(reason: DenialReason, count: number): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + count;
  }
}
