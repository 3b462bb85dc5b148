import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { board, choice } from "./board.ts";
import { heading } from "./panel.ts";
import * as calls from "./requests-calls.ts";
import * as operations from "./requests-operations.ts";
import * as spans from "./requests-spans.ts";
import * as traces from "./requests-traces.ts";

/** The way of a request through the services, from rates to a single trace. */
export function requests(): Dashboard {
  return board(
    "requests",
    "Request flow",
    "The way of a request through the services, from rates to a single trace.",
  )
    .withVariable(choice("service_name", "traces_span_metrics_calls_total").label("Service"))
    .time({ from: "now-1h", to: "now" })
    .withRow(heading("By service"))
    .withPanel(spans.rate())
    .withPanel(spans.failed())
    .withPanel(spans.slow())
    .withPanel(spans.heatmap())
    .withRow(heading("Who calls whom"))
    .withPanel(calls.graphOfServices())
    .withPanel(calls.edges())
    .withPanel(calls.rate())
    .withPanel(calls.failed())
    .withPanel(calls.slow())
    .withRow(heading("By operation"))
    .withPanel(operations.overview())
    .withPanel(operations.slow())
    .withRow(heading("Traces that were kept: all that failed, all slow ones, one in a hundred of the rest"))
    .withPanel(traces.failed())
    .withPanel(traces.slow())
    .withPanel(traces.sampling())
    .build();
}
