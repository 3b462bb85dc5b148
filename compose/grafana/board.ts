import {
  type Dashboard,
  DashboardBuilder,
  QueryVariableBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";

/** By the fixed uid of its provisioning: a board must not depend on what a browser picks. */
export const prometheus = { type: "prometheus", uid: "prometheus" };

export function board(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["farwatch"])
    .timezone("browser")
    .time({ from: "now-6h", to: "now" })
    .refresh("30s")
    .readonly();
}

/** One series for each label set, over the time range. */
export function over(expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).range().legendFormat(legend);
}

/** What is so now, as the rows of a table. */
export function now(expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).instant().format(PromQueryFormat.Table);
}

/** A choice of the values that a label has, all of them at first. */
export function choice(label: string, metric: string): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .datasource(prometheus)
    .query({ qryType: 1, query: `label_values(${metric}, ${label})`, refId: label })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

/** Colours from a value upwards; the first has no value, for it has no bound. */
export function steps(first: string, ...others: readonly Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: first }, ...others]);
}

/** The file that Grafana reads. */
export function textOfBoard(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
