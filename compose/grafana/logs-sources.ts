import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, loki, unjudged } from "./board.ts";
import { BAD, CHOSEN, links } from "./logs-query.ts";
import { counted, countedOnce, ranking } from "./loki-query.ts";
import { graph } from "./panel.ts";

export function sources() {
  return ranking({
    title: "Who writes most",
    description: "The ten services with most chosen lines in the time shown.",
    unit: units.Short,
    size: [12, 9],
    thresholds: unjudged,
    queries: [top(CHOSEN)],
    links,
  });
}

export function failing() {
  return ranking({
    title: "Who has most errors",
    description: "The ten services with most lines of level error and worse in the time shown.",
    unit: units.Short,
    size: [12, 9],
    thresholds: badAbove(10, 100),
    queries: [top(BAD)],
    links,
  });
}

export function bySource() {
  return graph({
    title: "Lines by service",
    description: "Lines a second of each chosen service. What doubles without a reason has one.",
    unit: units.Short,
    size: [24, 8],
    source: loki,
    thresholds: unjudged,
    queries: [
      counted(`sum by (host, service_name) (rate(${CHOSEN} [$__auto]))`, "{{service_name}} on {{host}}"),
    ],
    links,
  }).min(0);
}

function top(lines: string) {
  const all = `sum by (host, service_name) (count_over_time(${lines} [$__range]))`;
  return countedOnce(`sort_desc(topk(10, ${all}))`, "{{service_name}} on {{host}}");
}
