import type { ProbeConfig } from "../config/config.ts";
import type { ProbeResult } from "./probe/probe.ts";
import { type Glance, glanceOf, type ProbeRecord, record, reportOf } from "./prober-record.ts";
import { type ProbeReport, reportKey } from "./report.ts";
import { Schedule, type Start } from "./schedule.ts";
import { MAX_RUNS_AT_ONCE, Slots } from "./slots.ts";
import { follow, type Seen } from "./streak.ts";

/**
 * A run takes about five subrequests: two lookups, the connection, another region, the report. Eight runs stay under
 * the 50 that the free plan allows one invocation (Workers limits).
 */
export const STARTS_PER_INVOCATION = 8;
/** The router hears of every probe at least this often, so that it knows that we still look: 288 requests a day. */
export const KEEP_ALIVE_MS = 300_000;
/** A start that waited longer than this for a slot is counted as late. */
export const LATE_START_MS = 2_000;

/** Cron and an alarm for the same moment may come in either order; past this, the alarm is late. */
export const LATE_ALARM_MS = 10_000;

/** Whether the alarm `armedAt` has failed what is due at `nextAt`: it is overdue, or there is none. */
export function isAlarmLate(nextAt: number | undefined, armedAt: number | null, now: number): boolean {
  if (nextAt === undefined) return false;
  const latest = now - LATE_ALARM_MS;
  return armedAt === null || armedAt <= latest || nextAt <= latest;
}

/** What a prober has in storage. */
export interface ProberSnapshot {
  readonly records: ReadonlyMap<string, ProbeRecord>;
  readonly glances: ReadonlyMap<string, Glance>;
  /** When the router last took a report of every probe. */
  readonly keptAliveAt: number;
}

export interface Observed {
  readonly report: ProbeReport;
  readonly changed?: ProbeRecord;
}

/** The probes of one region: which may start, what is known of each, and what the router has not heard. Pure. */
export class ProberState {
  readonly region: string;
  readonly probes: ReadonlyMap<string, ProbeConfig>;
  readonly schedule: Schedule;
  readonly records = new Map<string, ProbeRecord>();
  readonly glances = new Map<string, Glance>();
  readonly #slots = new Slots<Start>(MAX_RUNS_AT_ONCE);
  /** From the start's turn until `finish`. */
  readonly #busy = new Set<string>();
  /** Of these the router has something to learn. */
  readonly #news = new Set<string>();
  #keptAliveAt: number;

  /** `from`: starts before it are taken to have run. */
  constructor(region: string, probes: readonly ProbeConfig[], stored: ProberSnapshot, from: number) {
    this.region = region;
    const own = probes.filter((probe) => probe.regions[0] === region);
    this.probes = new Map(own.map((probe) => [probe.name, probe]));
    this.schedule = new Schedule(own, from);
    this.#keptAliveAt = stored.keptAliveAt;
    for (const name of this.probes.keys()) {
      const [known, glance] = [stored.records.get(name), stored.glances.get(name)];
      if (glance !== undefined) this.glances.set(name, glance);
      if (known !== undefined) this.#keep(name, known);
    }
  }

  /** Queues what is due; true when the invocation's budget left something due. A probe still busy skips its turn. */
  queueDue(now: number): boolean {
    for (const start of this.schedule.takeDue(now, STARTS_PER_INVOCATION)) {
      if (this.#busy.has(start.name)) continue;
      this.#busy.add(start.name);
      this.#slots.put(start);
    }
    return (this.schedule.nextAt() ?? Number.POSITIVE_INFINITY) <= now;
  }

  /** The next start that has a slot; whoever takes it calls `release` once the probe has run. */
  take(): Start | undefined {
    return this.#slots.take();
  }

  release(): void {
    this.#slots.release();
  }

  /** The start's outcome is known, other regions' answers included: the probe may start again. */
  finish(start: Start): void {
    this.#busy.delete(start.name);
  }

  /** Takes in what a run found: what to tell of it, and the record to write, if that changed. */
  observe(probe: ProbeConfig, result: ProbeResult, seen: Seen): Observed {
    const glance = glanceOf(result);
    const before = this.records.get(probe.name);
    const after = record(before, follow(before?.streak, seen, probe.failures), result);
    this.glances.set(probe.name, glance);
    if (after !== before) this.#keep(probe.name, after);
    const report = reportOf(probe.name, this.region, after, glance);
    return after === before ? { report } : { report, changed: after };
  }

  /** Every probe when the last keep-alive is old, else those of which the router has something to learn. */
  unreported(now: number): readonly ProbeReport[] {
    const isKeepAliveDue = now - this.#keptAliveAt >= KEEP_ALIVE_MS;
    const names = isKeepAliveDue ? this.records.keys() : this.#news;
    return [...names].map((name) => this.#report(name)).filter((report) => report !== undefined);
  }

  /** The router has taken these; the records to write. What changed meanwhile differs from its key and is told next. */
  told(reports: readonly ProbeReport[]): ReadonlyMap<string, ProbeRecord> {
    const changed = new Map<string, ProbeRecord>();
    for (const report of reports) {
      const known = this.records.get(report.probe);
      const told = reportKey(report);
      if (known === undefined || known.told === told) continue;
      changed.set(report.probe, { ...known, told });
      this.#keep(report.probe, { ...known, told });
    }
    return changed;
  }

  /** Whether these were all of them, so that the keep-alive is done; sets its time. */
  keptAlive(reports: readonly ProbeReport[], now: number): boolean {
    if (reports.length === 0 || reports.length < this.records.size) return false;
    this.#keptAliveAt = now;
    return true;
  }

  #keep(name: string, known: ProbeRecord): void {
    this.records.set(name, known);
    const report = this.#report(name);
    if (report === undefined || reportKey(report) === known.told) this.#news.delete(name);
    else this.#news.add(name);
  }

  #report(name: string): ProbeReport | undefined {
    const known = this.records.get(name);
    if (known === undefined) return undefined;
    // Woken without a glance: it last ran when its state began, or later.
    const glance = this.glances.get(name) ?? { lastRunAt: known.streak.since, durationMs: 0, success: 0 };
    return reportOf(name, this.region, known, glance);
  }
}
