import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../src/config/config.ts";
import { loadConfig } from "../src/config/load.ts";
import { receiverKinds } from "../src/receiver/receivers.ts";
import { beat } from "../src/router/beats.ts";
import { ingestWebhook } from "../src/router/intake.ts";
import { openRouter } from "../src/router/open.ts";
import { noteProbes } from "../src/router/probe-news.ts";
import { migrate } from "../src/router/schema.ts";
import { SqlStore } from "../src/router/sql-store.ts";
import { nextDueAt, SWEEP_INTERVAL_MS, sweep, tick } from "../src/router/tick.ts";
import { takeAsked } from "../src/router/watch.ts";
import { Alarm } from "../src/watch/alarm.do.ts";
import type { ProbeResult } from "../src/watch/probe/probe.ts";
import { isAlarmLate, ProberState } from "../src/watch/prober-state.ts";
import { ProberStore } from "../src/watch/prober-store.ts";
import { runningRegions } from "../src/watch/region.ts";
import type { ProbeReport } from "../src/watch/report.ts";
import type { Start } from "../src/watch/schedule.ts";
import { judge } from "../src/watch/streak.ts";
import { uncommented } from "../test/fixtures/examples.ts";
import { firing, START } from "../test/unit/router/simulation.ts";
import { TestSql } from "../test/unit/router/sqlite.ts";

/** A day of the free plan (Durable Objects and Workers pricing). */
export const FREE_PLAN = {
  rows: 100_000,
  objectRequests: 100_000,
  workerRequests: 100_000,
  gbSeconds: 13_000,
};

/** What an object is billed for while it is awake (Durable Objects pricing: 128 MB, and 10^9 bytes to the GB). */
const GB_PER_OBJECT = 0.128;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DAY_MS = 24 * 60 * MINUTE;

/** How the world meets the edge on this day; nothing fails, so nothing is confirmed and nobody is told. */
export interface Assumptions {
  readonly watchdogEveryMs: number;
  readonly scrapeEveryMs: number;
  /** Wall time of a request or alarm, its commit included. */
  readonly eventMs: number;
  /** Wall time of a probe's run, in which the prober waits for the network. */
  readonly runMs: number;
}

export const SHIPPED_DAY: Assumptions = {
  watchdogEveryMs: 15 * SECOND,
  scrapeEveryMs: MINUTE,
  eventMs: 50,
  runMs: 500,
};

export interface Count {
  /** Statements' `rowsWritten`, and one for each alarm that was set. */
  readonly rows: number;
  readonly alarms: number;
  /** RPC calls and alarms. */
  readonly requests: number;
  readonly awakeSeconds: number;
  readonly gbSeconds: number;
}

export interface Day {
  readonly workerRequests: number;
  readonly runs: number;
  readonly objects: Readonly<Record<string, Count>>;
}

/** The shipped configuration with what its edge file shows behind `#` in force. */
export function exampleConfig(): Config {
  const file = (name: string) => {
    return { name, text: readFileSync(join(import.meta.dirname, "../config", name), "utf8") };
  };
  const edge = { name: "edge.yaml", text: uncommented(file("edge.yaml").text) };
  const { config, diagnostics } = loadConfig({ routing: file("routing.yaml"), edge }, receiverKinds);
  if (config === undefined) throw new Error(`Cannot load the examples: ${diagnostics[0]?.message}`);
  return config;
}

/** Plays a day in which all is well, from empty storage on; every decision is the edge's own. */
export function countDay(config: Config, assumed: Assumptions): Day {
  const clock = new DayClock();
  const router = new RouterDay(config, clock, assumed.eventMs);
  const probers = runningRegions(config.edge.probes).map(
    (region) => new ProberDay(config, region, router, clock, assumed),
  );
  let workerRequests = 0;
  const worker = (everyMs: number, offsetMs: number, work: () => void) =>
    clock.every(everyMs, offsetMs, () => {
      workerRequests += 1;
      work();
    });
  worker(assumed.watchdogEveryMs, 7 * SECOND, () => router.watchdog());
  for (const { name, intervalMs } of config.edge.heartbeats.filter((one) => one.matchers.length === 0))
    worker(intervalMs, 3 * 60 * MINUTE, () => router.ping(name));
  // Cron is an invocation of the Worker too.
  worker(MINUTE, 300, () => {
    router.tick();
    for (const prober of probers) prober.tick();
  });
  worker(assumed.scrapeEveryMs, 20 * SECOND, () => {
    router.meter.request(clock.now);
    for (const prober of probers) prober.meter.request(clock.now);
  });
  clock.run();
  const runs = probers.reduce((sum, one) => sum + one.runs, 0);
  const counts = [
    ["router", router.count()] as const,
    ...probers.map((one) => [one.name, one.count()] as const),
  ];
  return { workerRequests, runs, objects: Object.fromEntries(counts) };
}

export function total(day: Day): Count {
  const all = Object.values(day.objects);
  const sum = (of: (count: Count) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    rows: sum(({ rows }) => rows),
    alarms: sum(({ alarms }) => alarms),
    requests: sum(({ requests }) => requests),
    awakeSeconds: sum(({ awakeSeconds }) => awakeSeconds),
    gbSeconds: sum(({ gbSeconds }) => gbSeconds),
  };
}

/** Moments of one day, in order. */
class DayClock {
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
class Bell {
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

/** The turns of `AlertRouter`. */
class RouterDay {
  readonly meter: Meter;
  readonly #clock: DayClock;
  readonly #alarm: Alarm;
  readonly #store: SqlStore;
  readonly #state: ReturnType<typeof openRouter>;
  #sweptAt = 0;

  constructor(config: Config, clock: DayClock, eventMs: number) {
    this.#clock = clock;
    this.meter = new Meter(eventMs);
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

  watchdog(): void {
    const payload = {
      receiver: "farwatch",
      groupKey: "{}:{}",
      externalURL: "http://alertmanager",
      truncatedAlerts: 0,
      alerts: [firing({ alertname: "Watchdog" })],
    };
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
    if (takeAsked(this.#state).length > 0 || this.#state.outbox.size > 0)
      throw new Error("Cannot count the day: something went wrong in it, and somebody was told");
    this.#alarm.set(nextDueAt(this.#state) ?? Number.POSITIVE_INFINITY, now);
  }
}

/** The turns of `Prober`. */
class ProberDay {
  readonly meter: Meter;
  readonly name: string;
  runs = 0;
  readonly #router: RouterDay;
  readonly #clock: DayClock;
  readonly #runMs: number;
  readonly #eventMs: number;
  readonly #store = new ProberStore(new TestSql());
  readonly #state: ProberState;
  readonly #bell: Bell;
  #armedAt: number | null = null;

  constructor(config: Config, region: string, router: RouterDay, clock: DayClock, assumed: Assumptions) {
    this.name = `prober ${region}`;
    this.#router = router;
    this.#clock = clock;
    this.#runMs = assumed.runMs;
    this.#eventMs = assumed.eventMs;
    this.meter = new Meter(assumed.eventMs);
    this.#store.region = region;
    this.#state = new ProberState(region, config.edge.probes, this.#store.load(), clock.now);
    this.#bell = new Bell(clock, this.meter, () => {
      this.#armedAt = null;
      this.#turn();
    });
    this.#arm(this.#state.schedule.nextAt());
  }

  /** Alarms ring on this day, so cron finds nothing to do. */
  tick(): void {
    this.meter.request(this.#clock.now);
    if (isAlarmLate(this.#state.schedule.nextAt(), this.#armedAt, this.#clock.now))
      throw new Error("Cannot count the day: an alarm was late");
  }

  count(): Count {
    return this.meter.count(this.#store.rowsWritten);
  }

  #turn(): void {
    const { now } = this.#clock;
    const isHeldBack = this.#state.queueDue(now);
    this.#pump();
    this.#arm(isHeldBack ? now : this.#state.schedule.nextAt());
  }

  #pump(): void {
    const { now } = this.#clock;
    for (let start = this.#state.take(); start !== undefined; start = this.#state.take()) {
      const taken = start;
      this.runs += 1;
      this.meter.awake(now, this.#runMs);
      this.#clock.at(now + this.#runMs, () => this.#land(taken, now));
    }
  }

  #land(start: Start, startedAt: number): void {
    this.#state.release();
    this.#pump();
    const probe = this.#state.probes.get(start.name);
    if (probe === undefined) return;
    const { region } = this.#state;
    const result: ProbeResult = {
      ...{ probe: start.name, region, state: "up", reason: "" },
      ...{ startedAt, durationMs: this.#runMs },
    };
    const { changed } = this.#state.observe(probe, result, judge(result, []));
    if (changed !== undefined) this.#store.putRecord(start.name, changed);
    this.#tell();
    this.#state.finish(start);
  }

  #tell(): void {
    const { now } = this.#clock;
    for (let news = this.#state.unreported(now); news.length > 0; news = this.#state.unreported(now)) {
      this.#router.noteProbes(news);
      this.meter.awake(now, this.#eventMs);
      for (const [name, record] of this.#state.told(news)) this.#store.putRecord(name, record);
      if (this.#state.keptAlive(news, now)) this.#store.putKeepAlive(now, this.#state.glances);
    }
  }

  #arm(at: number | undefined): void {
    if (at === undefined || this.#armedAt === at) return;
    this.#armedAt = at;
    this.#bell.set(at);
  }
}
