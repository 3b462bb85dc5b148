import { OVERDUE_MS } from "./overdue.ts";

/** The object's single alarm, and when it was last set to ring: setting it is a row written. */
export class Alarm {
  readonly #storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  #at: number | null = null;

  constructor(storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">) {
    this.#storage = storage;
  }

  /** What an earlier life of the object set. */
  async recall(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /** When it rings. Null: none is set, or the one that was rings now and woke us, and while it rings it cannot be seen. */
  get at(): number | null {
    return this.#at;
  }

  /** By how much it is late. `dueAt` is what the platform says of an alarm that rings. */
  lateMs(now: number, dueAt: number | undefined = this.#at ?? undefined): number {
    return Math.max(0, now - (dueAt ?? now));
  }

  /** It rings, and rings no more. */
  rang(): void {
    this.#at = null;
  }

  /**
   * Rings at `at`, or as soon as it may. One that is set earlier stays: it looks again when it rings. Never the moment of
   * now, because workerd drops an alarm that is set to its own time while it is handled; and whole, because workerd cuts
   * fractions off, so that it would ring before its time, find nothing due, and do just that.
   */
  set(at: number, now: number): void {
    const when = Math.max(Math.ceil(at), now + 1);
    const isSet = this.#at !== null && this.#at <= when && this.#at > now - OVERDUE_MS;
    if (isSet || when === Number.POSITIVE_INFINITY) return;
    this.#at = when;
    void this.#storage.setAlarm(when);
  }
}
