import { DurableObject } from "cloudflare:workers";
import { err, ok, type Result } from "../alert/result.ts";
import type { ProbeConfig } from "../config/config.ts";
import type { Env } from "../env.ts";
import { Alarm } from "./alarm.do.ts";
import { Looks } from "./looks.do.ts";
import type { ProbeResult } from "./probe/probe.ts";
import { gaugeProbes, HICCUPS, LATE_ALARMS, LATE_STARTS, proberRegistry } from "./prober-metrics.do.ts";
import type { Debugged, Look, ProberRpc, Unheard } from "./prober-rpc.ts";
import { isAlarmLate, LATE_START_MS, ProberState } from "./prober-state.ts";
import { ProberStore } from "./prober-store.ts";
import { openProberWorld, type ProberWorld } from "./prober-world.do.ts";
import type { ProbeReport } from "./report.ts";
import type { Start } from "./schedule.ts";
import { judge, type Seen } from "./streak.ts";

/** The probes of one region. It decides nothing: `prober-state.ts` and `streak.ts` do, on plain data. */
export class Prober extends DurableObject<Env> implements ProberRpc {
  readonly #world: ProberWorld;
  readonly #store: ProberStore;
  readonly #looks: Looks;
  readonly #registry = proberRegistry();
  /** Fresh looks under way: one result must not count twice because two asked for it. */
  readonly #weighing = new Map<string, Promise<Look>>();
  readonly #alarm: Alarm;
  #state: ProberState;
  #wokeUnarmed = false;
  #isHeldBack = false;
  #isTelling = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#world = openProberWorld(ctx, env);
    this.#looks = new Looks(this.#world);
    this.#alarm = new Alarm(ctx.storage);
    this.#store = ctx.storage.transactionSync(() => new ProberStore(ctx.storage.sql));
    this.#state = this.#open(Date.now());
    this.#registry.inc(LATE_ALARMS, { region: this.#state.region }, this.#store.lateAlarms);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.recall();
      // The alarm stands at the earliest start: what lies before it has run, what lies between it and now has not.
      if (this.#alarm.at !== null) this.#state = this.#open(this.#alarm.at);
      this.#wokeUnarmed = this.#alarm.at === null;
      this.#arm(this.#state.schedule.nextAt());
    });
  }

  /** Waits for no network: it starts what is due, arms itself anew and returns. */
  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    // Where waking hid the alarm that woke us, its own time says from when on to look.
    if (this.#wokeUnarmed && info !== undefined) this.#state = this.#open(info.scheduledTime);
    this.#alarm.rang();
    this.#turn();
  }

  async tick(): Promise<boolean> {
    const armedAt = await this.ctx.storage.getAlarm();
    const isLate = this.#wokeUnarmed || isAlarmLate(this.#state.schedule.nextAt(), armedAt, Date.now());
    if (!isLate && !this.#isHeldBack) return false;
    const isFirst = this.#wokeUnarmed && this.#state.records.size === 0;
    if (isLate && !isFirst) this.#countLateAlarm(armedAt);
    this.#alarm.rang();
    return this.#turn();
  }

  async runNow(name: string): Promise<Result<Look, Unheard>> {
    const probe = this.#state.probes.get(name);
    if (probe === undefined) return unheard(name, `no probe that region ${this.#state.region} runs`);
    const known = this.#weighing.get(name);
    if (known !== undefined) return ok(await known);
    const look = this.#look(probe).finally(() => this.#weighing.delete(name));
    this.#weighing.set(name, look);
    return ok(await look);
  }

  async confirm(name: string): Promise<ProbeResult> {
    const probe = this.#configured(name);
    const { region } = this.#state;
    if (probe !== undefined) return this.#looks.look(probe, region);
    const reason = `region ${region} knows no such probe`;
    return { probe: name, region, state: "unknown", reason, startedAt: Date.now(), durationMs: 0 };
  }

  async debug(name: string): Promise<Result<Debugged, Unheard>> {
    const probe = this.#configured(name);
    if (probe === undefined) return unheard(name, "no such probe");
    return ok(await this.#looks.debug(probe, this.#state.region));
  }

  async metrics(): Promise<string> {
    gaugeProbes(this.#registry, this.#state);
    return this.#registry.render();
  }

  async lateMs(): Promise<number> {
    const now = Date.now();
    return Math.max(0, now - (this.#state.schedule.nextAt() ?? now));
  }

  #open(from: number): ProberState {
    const region = this.ctx.id.name ?? this.#store.region;
    if (region === undefined) throw new Error("Cannot open a prober: it was not got by the name of a region");
    this.#store.region = region;
    const stored = this.#store.load();
    const state = new ProberState(region, this.#world.probes, stored, from);
    this.#store.keepOnly(state.probes, stored);
    return state;
  }

  /** True when more is due than one invocation may start. */
  #turn(): boolean {
    const now = Date.now();
    this.#wokeUnarmed = false;
    this.#isHeldBack = this.#state.queueDue(now);
    this.#pump();
    this.#arm(this.#isHeldBack ? now : this.#state.schedule.nextAt());
    return this.#isHeldBack;
  }

  #pump(): void {
    for (let start = this.#state.take(); start !== undefined; start = this.#state.take()) {
      void this.#run(start, Date.now());
    }
  }

  async #run(start: Start, now: number): Promise<void> {
    const probe = this.#state.probes.get(start.name);
    if (now - start.dueAt > LATE_START_MS) this.#registry.inc(LATE_STARTS, { region: this.#state.region });
    try {
      if (probe === undefined) return this.#state.release();
      const result = await this.#world.run(probe, this.#state.region);
      // The slot is for the run alone: other regions have their own.
      this.#state.release();
      this.#pump();
      await this.#weigh(probe, result);
    } catch (error) {
      this.#world.log("error", "a result was lost", { probe: start.name, error });
      this.#world.report(error);
    } finally {
      this.#state.finish(start);
    }
  }

  async #look(probe: ProbeConfig): Promise<Look> {
    return this.#weigh(probe, await this.#looks.look(probe, this.#state.region));
  }

  /** Counts a result in, once another region has confirmed it where it is down. */
  async #weigh(probe: ProbeConfig, result: ProbeResult): Promise<Look> {
    const others = result.state === "down" ? await this.#askOthers(probe) : [];
    const seen = judge(result, others);
    const { report, changed } = this.#state.observe(probe, result, seen);
    if (changed !== undefined) this.#store.putRecord(probe.name, changed);
    if (seen.kind === "refuted") this.#registry.inc(HICCUPS, { probe: probe.name, region: result.region });
    if (seen.kind === "refuted" || changed !== undefined) this.#log(report, seen);
    void this.#tell();
    return { result, others, seen, report };
  }

  #log({ probe, region, state }: ProbeReport, seen: Seen): void {
    this.#world.log("info", "probe", { probe, region, state, seen: seen.kind, reason: seen.reason });
  }

  /** The other regions in turn, until one can say; with one region alone, a second look from it. */
  async #askOthers(probe: ProbeConfig): Promise<ProbeResult[]> {
    const { region } = this.#state;
    const others = probe.regions.filter((other) => other !== region);
    if (others.length === 0) return [await this.#looks.look(probe, region)];
    const answers: ProbeResult[] = [];
    for (const other of others) {
      const answer = await this.#world.ask(probe, other);
      answers.push(answer);
      if (answer.state !== "unknown") break;
    }
    return answers;
  }

  /** One report at a time. What the router did not take stays unreported, and is told after the next run. */
  async #tell(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (;;) {
        const reports = this.#state.unreported(Date.now());
        if (reports.length === 0) return;
        await this.#world.tell(reports);
        this.#noteTold(reports, Date.now());
      }
    } catch (error) {
      this.#world.log("warn", "reports not taken", { error });
    } finally {
      this.#isTelling = false;
    }
  }

  #noteTold(reports: readonly ProbeReport[], now: number): void {
    for (const [name, record] of this.#state.told(reports)) this.#store.putRecord(name, record);
    if (this.#state.keptAlive(reports, now)) this.#store.putKeepAlive(now, this.#state.glances);
  }

  #countLateAlarm(armedAt: number | null): void {
    this.#store.countLateAlarm();
    this.#registry.inc(LATE_ALARMS, { region: this.#state.region });
    this.#world.log("warn", "alarm late", { region: this.#state.region, armedAt });
  }

  /** Last in a turn, so that a throw leaves the platform's own retry in place. */
  #arm(at: number | undefined): void {
    if (at !== undefined) this.#alarm.set(at, Date.now());
  }

  #configured(name: string): ProbeConfig | undefined {
    return this.#world.probes.find((probe) => probe.name === name);
  }
}

function unheard(name: string, why: string): Result<never, Unheard> {
  return err({ kind: "unknown_probe", message: `Cannot run probe ${JSON.stringify(name)}: ${why}` });
}
