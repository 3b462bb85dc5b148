import type { Config } from "../src/config/config.ts";
import type { ProbeResult } from "../src/watch/probe/probe.ts";
import { isAlarmLate, ProberState } from "../src/watch/prober-state.ts";
import { ProberStore } from "../src/watch/prober-store.ts";
import type { Start } from "../src/watch/schedule.ts";
import { judge } from "../src/watch/streak.ts";
import { TestSql } from "../test/unit/router/sqlite.ts";
import { Bell, type Count, type DayClock, Meter } from "./day-clock.ts";
import type { RouterDay } from "./router-day.ts";

export interface ProberPace {
  /** Wall time of a request or alarm, its commit included. */
  readonly eventMs: number;
  /** Wall time of a probe's run, in which the prober waits for the network. */
  readonly runMs: number;
}

/** The turns of `Prober`, replayed on a day's clock. */
export class ProberDay {
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

  constructor(config: Config, region: string, router: RouterDay, clock: DayClock, pace: ProberPace) {
    this.name = `prober ${region}`;
    this.#router = router;
    this.#clock = clock;
    this.#runMs = pace.runMs;
    this.#eventMs = pace.eventMs;
    this.meter = new Meter(pace.eventMs);
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
