import { PanelBuilder as GraphOfNodes } from "@grafana/grafana-foundation-sdk/nodegraph";
import { DataqueryBuilder as TempoQuery } from "@grafana/grafana-foundation-sdk/tempo";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, now, over, tempo, traced, unjudged } from "./board.ts";
import { cell, label, toLogs, toTraces } from "./link.ts";
import { graph, shown } from "./panel.ts";
import { rateAndErrors } from "./requests-query.ts";
import { table } from "./table.ts";

/** Calls of Tempo's service graphs: who made them, who answered, and whether that is a database. */
const BY = "client, server, connection_type";

/** Either end may be the chosen one: `or` joins what the two selectors find, each once. */
function either(of: (selector: string) => string): string {
  return `(${of('client=~"$service_name"')}\nor ${of('server=~"$service_name"')})`;
}

const total = either(
  (end) => `sum by (${BY}) (rate(traces_service_graph_request_total{${end}}[$__rate_interval]))`,
);
const failures = either(
  (end) => `sum by (${BY}) (rate(traces_service_graph_request_failed_total{${end}}[$__rate_interval]))`,
);
const share = `(${failures}\nor 0 * ${total})\n/ (${total} > 0)`;
const quantile = `histogram_quantile(0.95, ${either(
  (end) =>
    `sum by (le, ${BY}) (rate(traces_service_graph_request_server_seconds_bucket{${end}}[$__rate_interval]))`,
)})`;

const ofGraph = {
  size: [8, 8],
  links: [
    toTraces("Traces of the called", `{ resource.service.name = "${label("server")}" }`),
    toTraces("Traces of the caller", `{ resource.service.name = "${label("client")}" }`),
    toLogs("Log of the called", `{service_name=\`${label("server")}\`}`),
  ],
} as const;

export function graphOfServices() {
  return shown(new GraphOfNodes(), {
    title: "Map",
    description:
      "Each service with its rate and duration, red by the share that failed. Made of the traces that are kept.",
    source: tempo,
    size: [12, 12],
    queries: [new TempoQuery().refId("A").queryType("serviceMap").query("{}").serviceMapQuery("{}")],
  });
}

export function edges() {
  const traces = toTraces(
    "Traces of both",
    `{ resource.service.name = "${cell("Caller")}" } >> { resource.service.name = "${cell("Called")}" }`,
  );
  return table(
    {
      title: "Calls",
      description:
        "Rates are those of kept traces, which is one in a hundred and all bad ones: compare, do not add up.",
      size: [12, 12],
      queries: [now(total), now(share), now(quantile)],
    },
    [
      {
        field: "client",
        title: "Caller",
        links: [toLogs("Its log", `{service_name=\`${cell("Caller")}\`}`)],
      },
      { field: "server", title: "Called", links: [traces] },
      { field: "connection_type", title: "By" },
      ...rateAndErrors,
      { field: "Value #C", title: "95 %", unit: units.Seconds, thresholds: badAbove(0.25, 0.5) },
    ],
  );
}

export function rate() {
  return graph({
    ...ofGraph,
    title: "Calls a second",
    description: "Who called whom how often, in traces that are kept.",
    unit: units.RequestsPerSecond,
    thresholds: unjudged,
    queries: [over(total, "{{client}} to {{server}}")],
  }).min(0);
}

export function failed() {
  return graph({
    ...ofGraph,
    title: "Calls that failed",
    description:
      "Share of calls that ended in an error at either end. All of these are kept, so it looks worse than it is.",
    unit: units.PercentUnit,
    thresholds: unjudged,
    queries: [over(share, "{{client}} to {{server}}")],
  }).min(0);
}

export function slow() {
  return graph({
    ...ofGraph,
    title: "Calls, 95th percentile",
    description:
      "One call in twenty takes the called service longer. A point is a trace: click, and it opens.",
    unit: units.Seconds,
    thresholds: badAbove(0.25, 0.5),
    queries: [traced(quantile, "{{client}} to {{server}}")],
  }).min(0);
}
