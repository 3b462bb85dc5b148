import { TooltipDisplayMode } from "@grafana/grafana-foundation-sdk/common";
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder as HeatPanel,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { traced, unjudged } from "./board.ts";
import { type Measured, measured } from "./panel.ts";

/** `expr` gives the buckets of a histogram of seconds, by `le`. */
export interface Heat extends Omit<Measured, "queries"> {
  readonly expr: string;
}

/** A histogram over time: the more requests, the darker. Exemplars are the points in it. */
export function heat({ expr, ...of }: Heat): HeatPanel {
  const buckets = traced(expr, "{{le}}").format(PromQueryFormat.Heatmap);
  return measured(new HeatPanel(), { thresholds: unjudged, ...of, queries: [buckets] })
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Blues").steps(32))
    .yAxis(new YAxisConfigBuilder().unit(units.Seconds))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    .showLegend();
}
