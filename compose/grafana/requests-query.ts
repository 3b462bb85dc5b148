import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove } from "./board.ts";
import { label, toBoard, toLogs, toTraces } from "./link.ts";
import type { ValueColumn } from "./table.ts";

export const CHOSEN = 'service_name=~"$service_name"';

/** What others waited for. The connector writes SPAN_KIND_SERVER, its documentation SERVER. */
export const SERVER = `${CHOSEN}, span_kind=~"(SPAN_KIND_)?SERVER"`;

const FAILED = 'status_code="STATUS_CODE_ERROR"';

export const links = [
  toTraces("Its traces", `{ resource.service.name = "${label("service_name")}" }`),
  toTraces("Those that failed", `{ resource.service.name = "${label("service_name")}" && status = error }`),
  toLogs("Its log", `{service_name=\`${label("service_name")}\`}`),
  toBoard("What its users get", "services", { service: label("service_name") }),
];

/** Of what has no label: the bands of a heatmap. */
export const slowTraces = [
  toTraces("Slow traces", "{ kind = server && duration > 500ms }"),
  toBoard("What users get", "services"),
];

/** Columns of a table whose first query is a rate, and the second its share of errors. */
export const rateAndErrors: readonly ValueColumn[] = [
  { field: "Value #A", title: "Rate", unit: units.RequestsPerSecond, decimals: 2 },
  {
    field: "Value #B",
    title: "Errors",
    unit: units.PercentUnit,
    decimals: 1,
    thresholds: badAbove(0.01, 0.05),
  },
];

/** Spans a second, by labels. */
export function rateOf(by: string, selector: string): string {
  return `sum by (${by}) (rate(traces_span_metrics_calls_total{${selector}}[$__rate_interval]))`;
}

/** What has not failed yet has no series of failures: that is 0, not nothing. */
export function shareOfErrors(by: string, selector: string): string {
  const all = rateOf(by, selector);
  return `(${rateOf(by, `${selector}, ${FAILED}`)} or 0 * ${all})\n/ (${all} > 0)`;
}
