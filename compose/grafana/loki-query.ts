import type { PanelBuilder as BarsPanel } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, LokiQueryType } from "@grafana/grafana-foundation-sdk/loki";
import { loki } from "./board.ts";
import { bars, type Judged } from "./panel.ts";

/** Numbers made of lines, over the time range. */
export function counted(expr: string, legend: string): DataqueryBuilder {
  return of(LokiQueryType.Range, expr).legendFormat(legend);
}

/** One number for each label set, over all of the time range. */
export function countedOnce(expr: string, legend: string): DataqueryBuilder {
  return of(LokiQueryType.Instant, expr).legendFormat(legend);
}

/** The lines themselves, the newest first. */
export function lines(expr: string): DataqueryBuilder {
  return of(LokiQueryType.Range, expr).maxLines(500);
}

/** A choice of the values that a label of streams has, all of them at first. */
export function streamChoice(name: string, label: string): QueryVariableBuilder {
  return (
    new QueryVariableBuilder(name)
      .datasource(loki)
      // 1: values of a label.
      .query({ type: 1, label, stream: "", refId: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      // Not each of them by name: Loki wants one matcher at least that cannot be empty.
      .allValue(".+")
      .current({ selected: true, text: ["All"], value: ["$__all"] })
  );
}

/** A bar for each series, the longest first: of numbers that have no largest. */
export function ranking(panel: Judged): BarsPanel {
  return bars({ ...panel, source: loki }).noValue("nothing");
}

function of(type: LokiQueryType, expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).queryType(type);
}
