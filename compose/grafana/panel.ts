import { PanelBuilder as BarsPanel } from "@grafana/grafana-foundation-sdk/bargauge";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  BarGaugeDisplayMode,
  type DataSourceRef,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DashboardLinkBuilder,
  RowBuilder,
  type ThresholdsConfigBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugePanel } from "@grafana/grafana-foundation-sdk/gauge";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as GraphPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { prometheus } from "./board.ts";
import { toAlert } from "./link.ts";

/** What every panel says of itself; none of it can be forgotten. */
export interface Shown {
  readonly title: string;
  /** What it shows, and when that is good: for a reader who has not read the rules. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Of 24 columns; a row of the grid is about 38 pixels. */
  readonly size: readonly [width: number, height: number];
  /** Prometheus, if not said otherwise. */
  readonly source?: DataSourceRef;
  /** Alerts that look at the same: links to them, and a test that holds their bounds against the thresholds. */
  readonly alerts?: readonly string[];
}

/** What shows numbers. */
export interface Measured extends Shown {
  /** Of @grafana/grafana-foundation-sdk/units. */
  readonly unit: string;
  /** From a value: to its logs, its traces, another board. */
  readonly links?: readonly DashboardLinkBuilder[];
  readonly thresholds?: ThresholdsConfigBuilder;
}

/** What gives numbers a colour. */
export interface Judged extends Measured {
  readonly thresholds: ThresholdsConfigBuilder;
}

/** A query of any data source. */
export interface Query extends Builder<Dataquery> {
  refId(refId: string): unknown;
}

/** What the builders of all kinds of panel have in common. */
interface AnyPanel {
  title(title: string): unknown;
  description(description: string): unknown;
  datasource(source: DataSourceRef): unknown;
  targets(targets: Builder<Dataquery>[]): unknown;
  span(width: number): unknown;
  height(height: number): unknown;
  links(links: DashboardLinkBuilder[]): unknown;
  unit(unit: string): unknown;
  thresholds(thresholds: ThresholdsConfigBuilder): unknown;
  dataLinks(links: DashboardLinkBuilder[]): unknown;
}

/** A panel of any kind with what is said of it. Queries are A, B, C in their order. */
export function shown<P extends AnyPanel>(panel: P, of: Shown): P {
  panel.title(of.title);
  panel.description(of.description);
  panel.datasource(of.source ?? prometheus);
  for (const [index, query] of of.queries.entries()) query.refId(String.fromCharCode(65 + index));
  panel.targets([...of.queries]);
  panel.span(of.size[0]);
  panel.height(of.size[1]);
  if (of.alerts !== undefined) panel.links(of.alerts.map(toAlert));
  return panel;
}

/** The same, of a panel of numbers. */
export function measured<P extends AnyPanel>(panel: P, of: Measured): P {
  panel.unit(of.unit);
  if (of.thresholds !== undefined) panel.thresholds(of.thresholds);
  if (of.links !== undefined) panel.dataLinks([...of.links]);
  return shown(panel, of);
}

/** Lines over time. Thresholds, where there are any, are lines too. */
export function graph(of: Measured): GraphPanel {
  const panel = measured(new GraphPanel(), of)
    .fillOpacity(10)
    .legend(legend(["lastNotNull", "max"]))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  if (of.thresholds === undefined) return panel;
  const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  return panel.thresholdsStyle(style);
}

/** One number, or one for each series. */
export function stat(of: Judged): StatPanel {
  return measured(new StatPanel(), of).reduceOptions(last());
}

/** A number between 0 and `max`. */
export function gauge(of: Judged, max: number): GaugePanel {
  return measured(new GaugePanel(), of).min(0).max(max).reduceOptions(last());
}

/** A bar from 0 for each series, up to `max` or else to the largest. */
export function bars(of: Judged, max?: number): BarsPanel {
  const panel = measured(new BarsPanel(), of)
    .min(0)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .reduceOptions(last());
  return max === undefined ? panel : panel.max(max);
}

/** What follows, up to the next, under a heading. */
export function heading(title: string): RowBuilder {
  return new RowBuilder(title);
}

export function last(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(["lastNotNull"]);
}

function legend(calcs: string[]): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(calcs);
}
