import { describe, it } from "vitest";
import { DAY, HOUR, heartbeat, MINUTE, SECOND, START, seeded } from "./watched.ts";
import { type Sender, SimulatedWatch, type Span, type World } from "./year.ts";

const YEAR = 365 * DAY;
/** The longest that a running watch of these worlds is late. */
const PUNCTUAL_MS = 9 * SECOND;
const DRIFT_DAY: Span = { from: START + 200 * DAY, to: START + 201 * DAY };

const watchdog = heartbeat();
const backup = heartbeat({ name: "backup", intervalMs: DAY, graceMs: HOUR, bastion: false });

type Random = () => number;
const between = (random: Random, low: number, high: number) => low * (high / low) ** random();

/** Spans of every length, most of them short, in order and apart. */
function spans(random: Random, count: number, shortest: number, longest: number): Span[] {
  const starts = Array.from({ length: count }, () => START + HOUR + Math.floor(random() * (YEAR - 2 * DAY)));
  const found: Span[] = [];
  for (const from of starts.sort((a, b) => a - b)) {
    if (from <= (found.at(-1)?.to ?? 0)) continue;
    found.push({ from, to: from + Math.floor(between(random, shortest, longest)) });
  }
  return found;
}

const isIn = (some: readonly Span[], at: number) => some.some(({ from, to }) => from <= at && at < to);

/** Pings with jitter, now and then one lost or slow, none while the sender is dead, and one day at less than half the pace. */
function watchdogKnocks(random: Random, dead: readonly Span[]): number[] {
  const knocks: number[] = [];
  let [span, last] = [0, 0];
  for (let due = START; due < START + YEAR; ) {
    due += isIn([DRIFT_DAY], due) ? 34 * SECOND : 15 * SECOND;
    while ((dead[span]?.to ?? Number.POSITIVE_INFINITY) <= due) span += 1;
    const chance = random();
    const slow = chance < 0.002 ? random() * 18 * SECOND : 0;
    if (isIn(dead.slice(span, span + 1), due) || (chance > 0.995 && !isIn([DRIFT_DAY], due))) continue;
    last = Math.max(last + 1, Math.floor(due + random() * 2 * SECOND + slow));
    knocks.push(last);
  }
  return knocks;
}

/** Every night, up to twenty minutes late, and never while the sender is dead. */
function backupKnocks(random: Random, dead: readonly Span[]): number[] {
  const nights = Array.from({ length: 365 }, (_, day) => START + day * DAY + 2 * HOUR);
  return nights.map((night) => Math.floor(night + random() * 20 * MINUTE)).filter((at) => !isIn(dead, at));
}

/** Absences of our own: any time, and some in the very outages that they may hide. */
function absencesAmong(random: Random, dead: readonly Span[]): Span[] {
  const inOutages = dead
    .filter(() => random() < 0.3)
    .map(({ from }) => {
      const start = from + Math.floor((random() - 0.4) * 90 * SECOND);
      return { from: start, to: start + Math.floor(between(random, SECOND, 10 * MINUTE)) };
    });
  const all = [...spans(random, 400, SECOND, 2 * HOUR), ...inOutages].sort((a, b) => a.from - b.from);
  return all.filter(({ from }, i) => from > (all[i - 1]?.to ?? 0) && from > (all[i - 2]?.to ?? 0));
}

function world(seed: number, over: Partial<World> = {}): World {
  const random = seeded(seed);
  const dead = spans(random, 250, 20 * SECOND, 8 * HOUR);
  const deadNights = [{ from: START + 100 * DAY, to: START + 105 * DAY }];
  return {
    until: START + YEAR,
    senders: [
      { config: watchdog, knocks: watchdogKnocks(random, dead) },
      { config: backup, knocks: backupKnocks(random, deadNights) },
    ],
    absences: absencesAmong(random, dead),
    latencyMs: () => Math.floor(random() < 0.001 ? random() * PUNCTUAL_MS : random() * 300),
    knowsItsStart: true,
    ...over,
  };
}

function simulate(of: World): SimulatedWatch {
  const watch = new SimulatedWatch(of);
  watch.run();
  return watch;
}

const allowedMs = ({ config }: Sender) => config.intervalMs + config.graceMs;

function changesOf(watch: SimulatedWatch, { config }: Sender, status: string): number[] {
  return watch.changes.filter((one) => one.name === config.name && one.status === status).map(({ at }) => at);
}

/** The last of a sorted list before `at`. */
function lastBefore(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1] ?? START;
}

/** Alarms beside a sender that was not silent for as long as it may be: each is false. */
function falseAlarms(watch: SimulatedWatch, sender: Sender): string[] {
  return changesOf(watch, sender, "missing")
    .filter((at) => at - lastBefore(sender.knocks, at) <= allowedMs(sender))
    .map((at) => `${sender.config.name} at ${new Date(at).toISOString()}`);
}

/** Silences longer than allowed, each with the stretch in which we were there for all of it and must have alarmed. */
function silencesHeard({ senders: [sender], absences, until }: World): (Span & { since: number })[] {
  if (sender === undefined) return [];
  const found: (Span & { since: number })[] = [];
  const ends = [...sender.knocks, until];
  for (const [i, to] of ends.entries()) {
    const since = ends[i - 1] ?? START;
    if (to - since <= allowedMs(sender)) continue;
    const within = absences.filter((span) => span.from < to && span.to > since);
    const starts = [since, ...within.map((span) => span.to)];
    const stops = [...within.map((span) => span.from), to];
    const heard = starts.map((from, j) => ({ since, from, to: stops[j] ?? to }));
    found.push(...heard.filter((span) => span.to - span.from > allowedMs(sender) + PUNCTUAL_MS + 1));
  }
  return found;
}

/** Such stretches without an alarm by their deadline. */
function missedAlarms(watch: SimulatedWatch, of: World, spareMs: number): string[] {
  const [sender] = of.senders;
  if (sender === undefined) return [];
  const raised = changesOf(watch, sender, "missing");
  return silencesHeard(of)
    .filter(({ from, to }) => to - from > allowedMs(sender) + spareMs + 1)
    .filter(({ since, from }) => {
      const by = from + allowedMs(sender) + spareMs + 1;
      return lastBefore(raised, by + 1) < since;
    })
    .map(({ from }) => `silent from ${new Date(from).toISOString()}`);
}

describe("a year of heartbeats, with jitter, gaps and restarts of our own", () => {
  const of = world(1);
  const watch = simulate(of);
  const [first, second] = of.senders;

  it("is a year worth the name", ({ expect }) => {
    expect(watch.pings).toBeGreaterThan(2_000_000);
    expect(of.absences.length).toBeGreaterThan(350);
    expect(silencesHeard(of).length).toBeGreaterThan(150);
    // Absences that lost pings and let the deadline pass, while the sender lived: what a fresh start is for.
    const longOnes = of.absences.filter(({ from, to }) => to - from > 45 * SECOND);
    expect(longOnes.length).toBeGreaterThan(100);
  });

  it("raises no false alarm", ({ expect }) => {
    expect(of.senders.flatMap((sender) => falseAlarms(watch, sender))).toEqual([]);
  });

  it("misses none, and is in time for each", ({ expect }) => {
    expect(missedAlarms(watch, of, PUNCTUAL_MS)).toEqual([]);
  });

  it("notices the nights without a backup once", ({ expect }) => {
    const raised = second === undefined ? [] : changesOf(watch, second, "missing");
    expect(raised).toHaveLength(1);
    expect(raised[0]).toBeGreaterThan(START + 100 * DAY);
    expect(raised[0]).toBeLessThan(START + 105 * DAY);
  });

  it("ends every alarm with the first ping that is heard", ({ expect }) => {
    if (first === undefined) return;
    const back = changesOf(watch, first, "alive").slice(1);
    const raised = changesOf(watch, first, "missing");
    expect(back).toHaveLength(raised.length);
    const knocks = new Set(first.knocks);
    expect(back.filter((at, i) => at < (raised[i] ?? 0) || !knocks.has(at))).toEqual([]);
  });

  it("calls the sender slow on its slow day, and on no other", ({ expect }) => {
    const days = [...watch.drifting].map((day) => Number(day.split(" ")[1]) - START / DAY);
    expect(days.every((day) => day >= 200 && day <= 201)).toBe(true);
    expect(days).toContain(200);
  });

  it("writes at most two rows for a ping, and fewer than three for two", ({ expect }) => {
    expect(watch.mostRowsOfAPing).toBe(2);
    expect(watch.rows / watch.pings).toBeLessThan(1.5);
  });
});

describe("a year whose restarts nobody knows of, and whose alarms ring up to a minute late", () => {
  const random = seeded(7);
  const latencyMs = () => Math.floor(random() < 0.01 ? random() * MINUTE : random() * 300);
  // Shorter ones than this may end just before a deadline, and then only a known start can tell.
  const absences = spans(random, 500, MINUTE, 2 * HOUR);
  const of = world(2, { absences, latencyMs, knowsItsStart: false });
  const watch = simulate(of);

  it("raises no false alarm", ({ expect }) => {
    expect(of.senders.flatMap((sender) => falseAlarms(watch, sender))).toEqual([]);
  });

  it("misses none: a late alarm costs one fresh interval and grace", ({ expect }) => {
    expect(silencesHeard(of).length).toBeGreaterThan(100);
    expect(missedAlarms(watch, of, 2 * MINUTE + 45 * SECOND)).toEqual([]);
  });
});
