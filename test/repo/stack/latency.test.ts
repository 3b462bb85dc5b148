import { describe, it } from "vitest";
import type { Config, RouteConfig } from "../../../src/config/config.ts";
import { textOf } from "../source.ts";
import { type Files, latencyOf, type Routings, worstCaseMs } from "./latency.ts";
import { alertmanagerRouting, edgeRouting } from "./normal-day/told.ts";

/** Host down to notification, of the black-holed host that is seen last. */
const PROMISED_MS = 45_000;

const down = {
  alertname: "HostDown",
  severity: "critical",
  job: "node",
  host: "nas",
  instance: "nas.lab:9100",
};
const files = {
  prometheus: textOf("compose/prometheus/prometheus.yml"),
  rules: textOf("compose/prometheus/rules/host.yaml"),
};
const routings = { alertmanager: alertmanagerRouting(), edge: edgeRouting() };

it("a host that is cut off is told within 45 seconds", ({ expect }) => {
  const latency = latencyOf(down, files, routings);
  expect(latency).toEqual({
    scrapeIntervalMs: 10_000,
    scrapeTimeoutMs: 5_000,
    evaluationMs: 5_000,
    forMs: 20_000,
    alertmanagerWaitMs: 0,
    edgeWaitMs: 0,
  });
  expect(worstCaseMs(latency)).toBe(PROMISED_MS);
});

describe("is told too late", () => {
  const cases: readonly (readonly [string, Files, Routings])[] = [
    ["with the scrape interval of others", scraped("scrape_interval: 10s", "scrape_interval: 15s"), routings],
    ["with a longer timeout", scraped("scrape_timeout: 5s", "scrape_timeout: 6s"), routings],
    ["with rarer evaluations", ruled("interval: 5s", "interval: 10s"), routings],
    ["with a `for` that is not a whole number of evaluations", ruled("for: 20s", "for: 21s"), routings],
    [
      "when Alertmanager waits for its group",
      files,
      { ...routings, alertmanager: waiting(routings.alertmanager) },
    ],
    ["when the edge waits for its group", files, { ...routings, edge: waiting(routings.edge) }],
  ];

  it.for(cases)("%s", ([, changed, routing], { expect }) => {
    expect(worstCaseMs(latencyOf(down, changed, routing))).toBeGreaterThan(PROMISED_MS);
  });

  it("and we say so where a file leaves a time to a default", ({ expect }) => {
    const changed = scraped("    scrape_timeout: 5s\n", "");
    expect(() => latencyOf(down, changed, routings)).toThrow("Cannot add up the time to a page");
  });
});

function scraped(before: string, after: string): Files {
  return { ...files, prometheus: replaced(files.prometheus, before, after) };
}

function ruled(before: string, after: string): Files {
  return { ...files, rules: replaced(files.rules, before, after) };
}

function replaced(text: string, before: string, after: string): string {
  if (!text.includes(before)) throw new Error(`Cannot find "${before}"`);
  return text.replace(before, after);
}

/** Every route with a group_wait of one second. */
function waiting(config: Config): Config {
  const slow = (route: RouteConfig): RouteConfig => ({
    ...route,
    groupWaitMs: 1_000,
    routes: route.routes.map(slow),
  });
  return { ...config, route: slow(config.route) };
}
