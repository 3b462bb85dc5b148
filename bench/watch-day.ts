import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Labels } from "../src/alert/labels.ts";
import type { Config } from "../src/config/config.ts";
import { loadConfig } from "../src/config/load.ts";
import { receiverKinds } from "../src/receiver/receivers.ts";
import { runningRegions } from "../src/watch/region.ts";
import { uncommented } from "../test/fixtures/examples.ts";
import { firing, resolved, START } from "../test/unit/router/simulation.ts";
import { type Count, DayClock, HOUR, MINUTE, SECOND } from "./day-clock.ts";
import { ProberDay } from "./prober-day.ts";
import { RouterDay } from "./router-day.ts";

/** A day of the free plan (Durable Objects and Workers pricing). */
export const FREE_PLAN = {
  rows: 100_000,
  objectRequests: 100_000,
  workerRequests: 100_000,
  gbSeconds: 13_000,
};

/** How the world meets the edge on this day; nothing watched fails, so nothing is confirmed. */
export interface Assumptions {
  readonly watchdogEveryMs: number;
  readonly scrapeEveryMs: number;
  /** Wall time of a request or alarm, its commit included. */
  readonly eventMs: number;
  /** Wall time of a probe's run, in which the prober waits for the network. */
  readonly runMs: number;
  /** Wall time of a send; without it nobody may be told anything. */
  readonly sendMs?: number;
  /** What fires, if anything; its Alertmanager says so again each `repeatEveryMs`. */
  readonly alerts?: readonly DayAlert[];
  readonly repeatEveryMs?: number;
}

/** An alert that is a group of its own in its Alertmanager. */
export interface DayAlert {
  readonly labels: Labels;
  /** Since the day began. */
  readonly at: number;
  readonly firesMs: number;
}

export const SHIPPED_DAY: Assumptions = {
  watchdogEveryMs: 15 * SECOND,
  scrapeEveryMs: MINUTE,
  eventMs: 50,
  runMs: 500,
};

/** Who calls the Worker. */
export type RequestKind = "watchdog" | "ping" | "cron" | "scrape" | "alert";

export interface Day {
  readonly workerRequests: number;
  readonly requestsOf: Readonly<Record<RequestKind, number>>;
  readonly runs: number;
  /** Notifications that a provider took. */
  readonly sent: number;
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

/** Plays a day from empty storage on; every decision is the edge's own. */
export function countDay(config: Config, assumed: Assumptions): Day {
  const clock = new DayClock();
  const router = new RouterDay(config, clock, assumed);
  const probers = runningRegions(config.edge.probes).map(
    (region) => new ProberDay(config, region, router, clock, assumed),
  );
  const requestsOf = { watchdog: 0, ping: 0, cron: 0, scrape: 0, alert: 0 };
  const counted = (kind: RequestKind, work: () => void) => () => {
    requestsOf[kind] += 1;
    work();
  };
  const worker = (kind: RequestKind, everyMs: number, offsetMs: number, work: () => void) =>
    clock.every(everyMs, offsetMs, counted(kind, work));
  const watchdog = firing({ alertname: "Watchdog" });
  worker("watchdog", assumed.watchdogEveryMs, 7 * SECOND, () => router.webhook("watchdog", [watchdog]));
  for (const { name, intervalMs } of config.edge.heartbeats.filter((one) => one.matchers.length === 0))
    worker("ping", intervalMs, 3 * HOUR, () => router.ping(name));
  // Cron is an invocation of the Worker too.
  worker("cron", MINUTE, 300, () => {
    router.tick();
    for (const prober of probers) prober.tick();
  });
  worker("scrape", assumed.scrapeEveryMs, 20 * SECOND, () => {
    router.meter.request(clock.now);
    for (const prober of probers) prober.meter.request(clock.now);
  });
  for (const { at, post } of postsOf(assumed))
    clock.at(
      at,
      counted("alert", () => router.webhook(...post)),
    );
  clock.run();
  const runs = probers.reduce((sum, one) => sum + one.runs, 0);
  const counts = [
    ["router", router.count()] as const,
    ...probers.map((one) => [one.name, one.count()] as const),
  ];
  const workerRequests = Object.values(requestsOf).reduce((sum, count) => sum + count, 0);
  return { workerRequests, requestsOf, runs, sent: router.sent, objects: Object.fromEntries(counts) };
}

interface Post {
  readonly at: number;
  readonly post: Parameters<RouterDay["webhook"]>;
}

/** What the Alertmanager posts of each alert: that it fires, the same again and again, and its end. */
function postsOf({ alerts = [], repeatEveryMs = HOUR }: Assumptions): Post[] {
  return alerts.flatMap(({ labels, at, firesMs }, index) => {
    const [key, from, to] = [`{}:${index}`, START + at, START + at + firesMs];
    const repeats = Array.from({ length: Math.ceil(firesMs / repeatEveryMs) }, (_, n): Post => {
      return { at: from + n * repeatEveryMs, post: [key, [firing(labels, from)]] };
    });
    return [...repeats, { at: to, post: [key, [resolved(labels, from, to)]] }];
  });
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
