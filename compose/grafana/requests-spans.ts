import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, traced, unjudged } from "./board.ts";
import { heat } from "./heat.ts";
import { graph } from "./panel.ts";
import { links, rateOf, SERVER, shareOfErrors, slowTraces } from "./requests-query.ts";

const ofGraph = { size: [8, 8], links } as const;
const buckets = (rate: string) =>
  `${rate}(traces_span_metrics_duration_seconds_bucket{${SERVER}}[$__rate_interval])`;

export function rate() {
  return graph({
    ...ofGraph,
    title: "Rate",
    description:
      "Requests a second that each service has served. Counted before sampling, so it is all of them.",
    unit: units.RequestsPerSecond,
    thresholds: unjudged,
    queries: [over(rateOf("service_name", SERVER), "{{service_name}}")],
  }).min(0);
}

export function failed() {
  return graph({
    ...ofGraph,
    title: "Errors",
    description: "Share of served requests that the service itself calls failed.",
    unit: units.PercentUnit,
    thresholds: badAbove(0.01, 0.05),
    queries: [over(shareOfErrors("service_name", SERVER), "{{service_name}}")],
  }).min(0);
}

export function slow() {
  return graph({
    ...ofGraph,
    title: "Duration, 95th percentile",
    description:
      "One request in twenty takes longer. Half a second is slow. A point is a trace: click, and it opens.",
    unit: units.Seconds,
    thresholds: badAbove(0.25, 0.5),
    queries: [
      traced(`histogram_quantile(0.95, sum by (le, service_name) (${buckets("rate")}))`, "{{service_name}}"),
    ],
  }).min(0);
}

export function heatmap() {
  return heat({
    title: "Durations",
    description: "How many requests took how long. A point is a trace: click, and it opens.",
    unit: units.Short,
    size: [24, 8],
    expr: `sum by (le) (${buckets("increase")})`,
    links: slowTraces,
  });
}
