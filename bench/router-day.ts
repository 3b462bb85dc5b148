import type { IncomingAlert } from "../src/alert/incoming.ts";
import type { Config } from "../src/config/config.ts";
import type { OutboxRow } from "../src/notify/outbox.ts";
import { beat } from "../src/router/beats.ts";
import { SETTLE_WINDOW_MS } from "../src/router/courier.do.ts";
import { ingestWebhook } from "../src/router/intake.ts";
import { openRouter } from "../src/router/open.ts";
import { noteProbes } from "../src/router/probe-news.ts";
import { migrate } from "../src/router/schema.ts";
import { type Landed, settle } from "../src/router/settle.ts";
import { SqlStore } from "../src/router/sql-store.ts";
import { nextDueAt, SWEEP_INTERVAL_MS, sweep, tick } from "../src/router/tick.ts";
import { takeAsked } from "../src/router/watch.ts";
import { Alarm } from "../src/watch/alarm.do.ts";
import type { ProbeReport } from "../src/watch/report.ts";
import { TestSql } from "../test/unit/router/sqlite.ts";
import { Bell, type Count, type DayClock, Meter } from "./day-clock.ts";

/** `AlertRouter`'s own, whose module only workerd can load. */
const GUARD_MS = 12_000;

export interface RouterPace {
  /** Wall time of a request or alarm, its commit included. */
  readonly eventMs: number;
  /** Wall time of a send, in which the object waits for a provider; without it nobody may be told anything. */
  readonly sendMs?: number;
}

/** The turns of `AlertRouter` and its courier, replayed on a day's clock; every decision is the router's own. */
export class RouterDay {
  readonly meter: Meter;
  /** Notifications that a provider took. */
  sent = 0;
  readonly #clock: DayClock;
  readonly #pace: RouterPace;
  readonly #alarm: Alarm;
  readonly #store: SqlStore;
  readonly #state: ReturnType<typeof openRouter>;
  #landed: Landed[] = [];
  #flying = 0;
  #sweptAt = 0;

  constructor(config: Config, clock: DayClock, pace: RouterPace) {
    this.#clock = clock;
    this.#pace = pace;
    this.meter = new Meter(pace.eventMs);
    const bell = new Bell(clock, this.meter, () => {
      this.#alarm.rang();
      this.#turn(() => {});
    });
    this.#alarm = new Alarm({
      getAlarm: async () => null,
      setAlarm: async (at) => bell.set(Number(at)),
    });
    const sql = new TestSql().storage;
    migrate(sql);
    this.#store = new SqlStore(sql);
    this.#state = openRouter(
      config,
      this.#store,
      clock.now,
      () => {},
      () => 0.5,
    );
    this.#turn(() => {});
  }

  /** A webhook of one group. */
  webhook(groupKey: string, alerts: readonly IncomingAlert[]): void {
    const externalURL = "http://alertmanager";
    const payload = { receiver: "farwatch", groupKey, externalURL, truncatedAlerts: 0, alerts };
    this.#call((now) => ingestWebhook(this.#state, "alertmanager", payload, now));
  }

  ping(name: string): void {
    this.#call((now) => beat(this.#state, name, { source: "backup", status: "ok" }, now));
  }

  noteProbes(reports: readonly ProbeReport[]): void {
    this.#call((now) => noteProbes(this.#state, reports, now));
  }

  tick(): void {
    this.#call(() => {});
  }

  count(): Count {
    return this.meter.count(this.#store.rowsWritten + this.#store.uptime.rowsWritten);
  }

  #call(work: (now: number) => void): void {
    this.meter.request(this.#clock.now);
    this.#turn(work);
  }

  #turn(work: (now: number) => void): void {
    const { now } = this.#clock;
    work(now);
    tick(this.#state, now, { lateMs: this.#alarm.lateMs(now) });
    if (now - this.#sweptAt >= SWEEP_INTERVAL_MS) {
      this.#sweptAt = now;
      sweep(this.#state, now);
    }
    if (takeAsked(this.#state).length > 0)
      throw new Error("Cannot count the day: something went wrong in it, and a probe was asked to look");
    this.#send();
    const guardAt = this.#flying > 0 ? now + GUARD_MS : Number.POSITIVE_INFINITY;
    this.#alarm.set(Math.min(guardAt, nextDueAt(this.#state) ?? Number.POSITIVE_INFINITY), now);
  }

  #send(): void {
    const { now } = this.#clock;
    for (let key = this.#state.queue.take(now); key !== undefined; key = this.#state.queue.take(now)) {
      const row = this.#state.outbox.get(key);
      const { sendMs } = this.#pace;
      if (row === undefined || sendMs === undefined)
        throw new Error("Cannot count the day: something went wrong in it, and somebody was told");
      this.#flying += 1;
      this.meter.awake(now, sendMs + SETTLE_WINDOW_MS);
      this.#clock.at(now + sendMs, () => this.#land(row, now, sendMs));
    }
  }

  #land(row: OutboxRow, startedAt: number, latencyMs: number): void {
    this.sent += 1;
    this.#state.queue.answered(row.integration, latencyMs);
    const outcome = { ok: true, status: "200", answer: "ok" } as const;
    this.#landed.push({ row, outcome, startedAt, latencyMs, answer: "ok" });
    this.#send();
    if (this.#landed.length === 1) this.#clock.at(this.#clock.now + SETTLE_WINDOW_MS, () => this.#settle());
  }

  #settle(): void {
    const landed = this.#landed;
    this.#landed = [];
    this.#flying -= landed.length;
    this.meter.awake(this.#clock.now, this.#pace.eventMs);
    this.#turn((now) => {
      for (const one of landed) settle(this.#state, one, now);
    });
  }
}
