import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { otherBoards } from "./link.ts";

/** By the fixed uid of its provisioning: a board must not depend on what a browser picks. */
export const prometheus = { type: "prometheus", uid: "prometheus" };
export const loki = { type: "loki", uid: "loki" };
export const tempo = { type: "tempo", uid: "tempo" };

export function board(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["farwatch"])
    .timezone("browser")
    .time({ from: "now-6h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .link(otherBoards())
    .readonly();
}

/** One series for each label set, over the time range. */
export function over(expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).range().legendFormat(legend);
}

/** As `over`, with the traces that stand behind its numbers, where the metric has exemplars. */
export function traced(expr: string, legend: string): DataqueryBuilder {
  return over(expr, legend).exemplar(true);
}

/** What is so now, as the rows of a table. */
export function now(expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).instant().format(PromQueryFormat.Table);
}

/** What is so now, as one value for each label set. */
export function latest(expr: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder().refId("A").expr(expr).instant().legendFormat(legend);
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

/** What is good while it is small. */
export function badAbove(warning: number, critical: number): ThresholdsConfigBuilder {
  return steps("green", { value: warning, color: "orange" }, { value: critical, color: "red" });
}

/** What is good while it is large. */
export function badBelow(critical: number, warning: number): ThresholdsConfigBuilder {
  return steps("red", { value: critical, color: "orange" }, { value: warning, color: "green" });
}

/** A number that is neither good nor bad. */
export const unjudged: ThresholdsConfigBuilder = steps("blue");

/** What the SDK gives each variable, though only intervals have it, and each table, though Grafana 12 took it away. */
const NOT_IN_SCHEMA = ["auto", "auto_min", "auto_count", "footer"];

/** The file that Grafana reads. */
export function textOfBoard(dashboard: Dashboard): string {
  const kept = (key: string, value: unknown) => (NOT_IN_SCHEMA.includes(key) ? undefined : value);
  return `${JSON.stringify(dashboard, kept, 2)}\n`;
}
