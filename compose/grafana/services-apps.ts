import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, traced, unjudged } from "./board.ts";
import { heat } from "./heat.ts";
import { toBoard, toTraces } from "./link.ts";
import { graph } from "./panel.ts";
import { linksOfSpans, served } from "./services-query.ts";

const calls = `traces_span_metrics_calls_total{${served}}`;
const buckets = `traces_span_metrics_duration_seconds_bucket{${served}}`;
const ofGraph = { size: [8, 8], links: linksOfSpans } as const;

export function rate() {
  return graph({
    ...ofGraph,
    title: "Requests served",
    description:
      "Server spans a second of each app that traces: all of them, counted before any are left out.",
    unit: units.RequestsPerSecond,
    thresholds: unjudged,
    queries: [over(`sum by (service_name) (rate(${calls}[$__rate_interval]))`, "{{service_name}}")],
  }).min(0);
}

export function failed() {
  const errors = `traces_span_metrics_calls_total{${served}, status_code="STATUS_CODE_ERROR"}`;
  const share = `
(
  sum by (service_name) (rate(${errors}[$__rate_interval]))
  or 0 * sum by (service_name) (rate(${calls}[$__rate_interval]))
)
/ (sum by (service_name) (rate(${calls}[$__rate_interval])) > 0)`.trim();
  return graph({
    ...ofGraph,
    title: "Served with an error",
    description: "Share of server spans that the app itself calls failed. Its traces are all kept.",
    unit: units.PercentUnit,
    thresholds: badAbove(0.01, 0.05),
    queries: [over(share, "{{service_name}}")],
  }).min(0);
}

export function slow() {
  const quantile = `histogram_quantile(0.95, sum by (le, service_name) (rate(${buckets}[$__rate_interval])))`;
  return graph({
    ...ofGraph,
    title: "95th percentile in the app",
    description:
      "One request in twenty takes longer within the app. A point is a trace: click, and it opens.",
    unit: units.Seconds,
    thresholds: badAbove(0.25, 0.5),
    queries: [traced(quantile, "{{service_name}}")],
  }).min(0);
}

export function heatmap() {
  return heat({
    title: "Durations in the apps",
    description:
      "How many requests took how long, by the apps' own spans. A point is a trace: click, and it opens.",
    unit: units.Short,
    size: [24, 9],
    expr: `sum by (le) (increase(${buckets}[$__rate_interval]))`,
    links: [
      toTraces("Slow traces", "{ kind = server && duration > 500ms }"),
      toBoard("Who calls whom", "requests"),
    ],
  });
}
