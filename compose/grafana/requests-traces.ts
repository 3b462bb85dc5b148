import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { SearchTableType, DataqueryBuilder as TempoQuery } from "@grafana/grafana-foundation-sdk/tempo";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, tempo, unjudged } from "./board.ts";
import { toLogs } from "./link.ts";
import { graph, type Shown, shown } from "./panel.ts";

const chosen = 'resource.service.name =~ "$service_name"';

export function failed() {
  return found("status = error", {
    title: "Traces that failed",
    description:
      "The newest in which a span of the service failed. Its id opens the trace, and there are its log lines.",
  });
}

/** As in Alloy's tail sampling and in the promise of latency. */
export function slow() {
  return found("duration > 500ms", {
    title: "Slow traces",
    description:
      "The newest in which a span of the service took more than half a second: all of these are kept.",
  });
}

function found(condition: string, of: Pick<Shown, "title" | "description">) {
  const query = new TempoQuery()
    .refId("A")
    .queryType("traceql")
    .query(`{ ${chosen} && ${condition} }`)
    .tableType(SearchTableType.Traces)
    .limit(20);
  return shown(new TablePanel(), { ...of, source: tempo, size: [9, 10], queries: [query] })
    .unit(units.Milliseconds)
    .thresholds(badAbove(250, 500))
    .noValue("nothing");
}

export function sampling() {
  const decided =
    "sum by (sampled) (rate(otelcol_processor_tail_sampling_global_count_traces_sampled_total[$__rate_interval]))";
  return graph({
    title: "Traces kept and left",
    description: "Traces a second, by what Alloy decided five seconds after their first span.",
    unit: units.RequestsPerSecond,
    size: [6, 10],
    thresholds: unjudged,
    queries: [over(decided, "kept: {{sampled}}")],
    links: [toLogs("What Alloy says", "{container=`alloy`}")],
  }).min(0);
}
