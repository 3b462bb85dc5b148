import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, now, traced } from "./board.ts";
import { cell, label, toLogs, toTraces } from "./link.ts";
import { graph } from "./panel.ts";
import { CHOSEN, rateAndErrors, rateOf, shareOfErrors } from "./requests-query.ts";
import { table } from "./table.ts";

const BY = "service_name, span_name, span_kind";
const rateOfDuration = (part: string) =>
  `sum by (${BY}) (rate(traces_span_metrics_duration_seconds_${part}{${CHOSEN}}[$__rate_interval]))`;
const buckets = (by: string) =>
  `sum by (le, ${by}) (rate(traces_span_metrics_duration_seconds_bucket{${CHOSEN}}[$__rate_interval]))`;

export function overview() {
  const traces = toTraces(
    "Its traces",
    `{ resource.service.name = "${cell("Service")}" && name = "${cell("Operation")}" }`,
  );
  return table(
    {
      title: "Operations",
      description:
        "What each service does: requests that it serves, calls that it makes, queries of its database.",
      size: [14, 10],
      queries: [
        now(rateOf(BY, CHOSEN)),
        now(shareOfErrors(BY, CHOSEN)),
        now(`${rateOfDuration("sum")} / (${rateOfDuration("count")} > 0)`),
        now(`histogram_quantile(0.95, ${buckets(BY)})`),
      ],
    },
    [
      {
        field: "service_name",
        title: "Service",
        links: [toLogs("Its log", `{service_name=\`${cell("Service")}\`}`)],
      },
      { field: "span_name", title: "Operation", links: [traces] },
      { field: "span_kind", title: "Kind" },
      ...rateAndErrors,
      { field: "Value #C", title: "Average", unit: units.Seconds, thresholds: badAbove(0.25, 0.5) },
      { field: "Value #D", title: "95 %", unit: units.Seconds, thresholds: badAbove(0.25, 0.5) },
    ],
  );
}

export function slow() {
  const of = `{ resource.service.name = "${label("service_name")}" && name = "${label("span_name")}" }`;
  return graph({
    title: "Slowest operations",
    description: "The ten whose slowest twentieth takes longest. A point is a trace: click, and it opens.",
    unit: units.Seconds,
    size: [10, 10],
    thresholds: badAbove(0.25, 0.5),
    queries: [
      traced(
        `topk(10, histogram_quantile(0.95, ${buckets("service_name, span_name")}))`,
        "{{service_name}} {{span_name}}",
      ),
    ],
    links: [toTraces("Its traces", of)],
  }).min(0);
}
