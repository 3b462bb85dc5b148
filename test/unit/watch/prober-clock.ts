import { isAlarmLate, ProberState } from "../../../src/watch/prober-state.ts";
import type { Periodic, Start } from "../../../src/watch/schedule.ts";
import { NOON, probe } from "./probe-samples.ts";

export interface Scene {
  readonly hours: number;
  /** How long a probe runs, by its name. */
  runMs(name: string): number;
  /** Whether alarms ring; they do unless told otherwise. */
  readonly alarms?: boolean;
  /** Whether cron calls once a minute; it does not unless told. */
  readonly cron?: boolean;
}

export interface Run {
  starts: number;
  worstLateMs: number;
  mostAtOnce: number;
  lateAlarms: number;
}

/** Cron comes a little after its minute. */
const CRON_LATE_MS = 300;
const MINUTE_MS = 60_000;

/** Plays the prober's turns on a clock of its own: alarms, cron and ends of runs, each at its moment. */
export function simulate(probes: readonly Periodic[], scene: Scene): Run {
  const run: Run = { starts: 0, worstLateMs: 0, mostAtOnce: 0, lateAlarms: 0 };
  const stored = { records: new Map(), glances: new Map(), keptAliveAt: 0 };
  const configured = probes.map(({ name, intervalMs }) => probe(name, { intervalMs }));
  const state = new ProberState("weur", configured, stored, NOON);
  const running: { readonly start: Start; readonly endsAt: number }[] = [];
  const endAt = NOON + scene.hours * 60 * MINUTE_MS;
  let armedAt = state.schedule.nextAt() ?? endAt;
  let cronAt = scene.cron ? NOON + CRON_LATE_MS : Number.POSITIVE_INFINITY;

  const pump = (now: number) => {
    for (let start = state.take(); start !== undefined; start = state.take()) {
      run.starts += 1;
      run.worstLateMs = Math.max(run.worstLateMs, now - start.dueAt);
      running.push({ start, endsAt: now + scene.runMs(start.name) });
      run.mostAtOnce = Math.max(run.mostAtOnce, running.length);
    }
  };
  const turn = (now: number): boolean => {
    const isHeldBack = state.queueDue(now);
    pump(now);
    armedAt = isHeldBack ? now : (state.schedule.nextAt() ?? endAt);
    return isHeldBack;
  };
  const cron = (now: number) => {
    if (!isAlarmLate(state.schedule.nextAt(), armedAt, now)) return;
    run.lateAlarms += 1;
    while (turn(now));
  };

  for (;;) {
    const alarmAt = scene.alarms === false ? Number.POSITIVE_INFINITY : armedAt;
    const runEndsAt = Math.min(...running.map(({ endsAt }) => endsAt));
    const now = Math.min(alarmAt, cronAt, runEndsAt);
    if (now >= endAt) return run;
    if (now === runEndsAt) {
      const index = running.findIndex(({ endsAt }) => endsAt === now);
      for (const { start } of running.splice(index, 1)) state.finish(start);
      state.release();
      pump(now);
    } else if (now === alarmAt) turn(now);
    else {
      cronAt += MINUTE_MS;
      cron(now);
    }
  }
}
