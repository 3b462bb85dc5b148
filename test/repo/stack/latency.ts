import { parse } from "yaml";
import * as z from "zod";
import type { Labels } from "../../../src/alert/labels.ts";
import type { Config } from "../../../src/config/config.ts";
import { parseDuration } from "../../../src/config/duration.ts";
import { buildRouteTree, matchRoutes, type Route } from "../../../src/dispatch/route.ts";

/** From Prometheus by Alertmanager and the edge to a phone: what requests and a busy machine may take of the 45 s. */
export const HOPS_MS = 5_000;

const prometheus = z.object({
  scrape_configs: z.array(
    z.object({ job_name: z.string(), scrape_interval: z.string(), scrape_timeout: z.string() }).partial({
      scrape_interval: true,
      scrape_timeout: true,
    }),
  ),
});

const ruleFile = z.object({
  groups: z.array(
    z.object({
      interval: z.string().optional(),
      rules: z.array(z.object({ alert: z.string().optional(), for: z.string().optional() })),
    }),
  ),
});

/** What a black-holed host waits for, one after another, in the worst case. */
export interface Latency {
  /** It dies right after a scrape. */
  readonly scrapeIntervalMs: number;
  /** The next scrape waits for it in vain. */
  readonly scrapeTimeoutMs: number;
  /** Its end comes right after an evaluation. */
  readonly evaluationMs: number;
  /** Rounded up to whole evaluations. */
  readonly forMs: number;
  readonly alertmanagerWaitMs: number;
  readonly edgeWaitMs: number;
}

export function worstCaseMs(latency: Latency): number {
  return Object.values(latency).reduce((sum: number, part: number) => sum + part, HOPS_MS);
}

/** The texts of the checked-in files. */
export interface Files {
  readonly prometheus: string;
  readonly rules: string;
}

export interface Routings {
  readonly alertmanager: Config;
  readonly edge: Config;
}

export function latencyOf(alert: Labels, files: Files, routings: Routings): Latency {
  const { intervalMs, forMs } = ruleOf(files.rules, alert["alertname"] ?? "");
  return {
    ...scrapeOf(files.prometheus, alert["job"] ?? ""),
    evaluationMs: intervalMs,
    forMs: Math.ceil(forMs / intervalMs) * intervalMs,
    alertmanagerWaitMs: longestWaitMs(routings.alertmanager, alert),
    edgeWaitMs: longestWaitMs(routings.edge, alert),
  };
}

/** The routes that an alert takes, each with what it inherits. */
export function routesOf({ route }: Config, labels: Labels): readonly Route[] {
  return matchRoutes(buildRouteTree(route), labels);
}

function longestWaitMs(config: Config, labels: Labels): number {
  return Math.max(...routesOf(config, labels).map(({ groupWaitMs }) => groupWaitMs));
}

function scrapeOf(text: string, job: string): Pick<Latency, "scrapeIntervalMs" | "scrapeTimeoutMs"> {
  const found = prometheus.parse(parse(text)).scrape_configs.find(({ job_name }) => job_name === job);
  return { scrapeIntervalMs: ms(found?.scrape_interval), scrapeTimeoutMs: ms(found?.scrape_timeout) };
}

function ruleOf(text: string, alert: string): { intervalMs: number; forMs: number } {
  const { groups } = ruleFile.parse(parse(text));
  const group = groups.find(({ rules }) => rules.some((rule) => rule.alert === alert));
  const rule = group?.rules.find((one) => one.alert === alert);
  return { intervalMs: ms(group?.interval), forMs: ms(rule?.for) };
}

/** A file that leaves one of these to a default further up does not say what we promise. */
function ms(text: string | undefined): number {
  const duration = parseDuration(text ?? "");
  if (!duration.ok) throw new Error(`Cannot add up the time to a page: ${duration.error}`);
  return duration.value;
}
