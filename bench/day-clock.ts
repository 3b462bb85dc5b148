import { START } from "../test/unit/router/simulation.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;

/** What an object is billed for while it is awake (Durable Objects pricing: 128 MB, and 10^9 bytes to the GB). */
const GB_PER_OBJECT = 0.128;

export interface Count {
  /** Statements' `rowsWritten`, and one for each alarm that was set. */
  readonly rows: number;
  readonly alarms: number;
  /** RPC calls and alarms. */
  readonly requests: number;
  readonly awakeSeconds: number;
  readonly gbSeconds: number;
}

/** Moments of one day, in order. */
export class DayClock {
  now = START;
  #events: { readonly at: number; readonly work: () => void }[] = [];

  at(at: number, work: () => void): void {
    this.#events.push({ at: Math.max(at, this.now), work });
  }

  every(everyMs: number, offsetMs: number, work: () => void): void {
    const next = (at: number) =>
      this.at(at, () => {
        next(at + everyMs);
        work();
      });
    next(START + offsetMs);
  }

  run(): void {
    for (;;) {
      const next = this.#events.reduce((first, one) => (one.at < first.at ? one : first));
      if (next.at >= START + DAY_MS) return;
      this.#events.splice(this.#events.indexOf(next), 1);
      this.now = next.at;
      next.work();
    }
  }
}

/** What an object is billed for: awake is the union of its events, for what overlaps is charged once. */
export class Meter {
  requests = 0;
  alarms = 0;
  awakeMs = 0;
  readonly #eventMs: number;
  #awakeUntil = 0;

  constructor(eventMs: number) {
    this.#eventMs = eventMs;
  }

  request(now: number): void {
    this.requests += 1;
    this.awake(now, this.#eventMs);
  }

  awake(now: number, ms: number): void {
    const until = Math.max(this.#awakeUntil, now + ms);
    this.awakeMs += until - Math.max(this.#awakeUntil, now);
    this.#awakeUntil = until;
  }

  count(rowsWritten: number): Count {
    const awakeSeconds = this.awakeMs / SECOND;
    const rows = rowsWritten + this.alarms;
    const { alarms, requests } = this;
    return { rows, alarms, requests, awakeSeconds, gbSeconds: awakeSeconds * GB_PER_OBJECT };
  }
}

/** An alarm set anew makes the one before it ring for nobody. */
export class Bell {
  readonly #clock: DayClock;
  readonly #meter: Meter;
  readonly #ring: () => void;
  #turn = 0;

  constructor(clock: DayClock, meter: Meter, ring: () => void) {
    this.#clock = clock;
    this.#meter = meter;
    this.#ring = ring;
  }

  set(at: number): void {
    this.#meter.alarms += 1;
    this.#turn += 1;
    const turn = this.#turn;
    this.#clock.at(at, () => {
      if (turn !== this.#turn) return;
      this.#meter.request(this.#clock.now);
      this.#ring();
    });
  }
}
