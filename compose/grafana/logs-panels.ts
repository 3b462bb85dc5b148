import {
  GraphDrawStyle,
  LogsSortOrder,
  StackingConfigBuilder,
  StackingMode,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as LogsPanel } from "@grafana/grafana-foundation-sdk/logs";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, loki, unjudged } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { BAD, CHOSEN } from "./logs-query.ts";
import { counted, countedOnce, lines as linesOf } from "./loki-query.ts";
import { graph, shown, stat } from "./panel.ts";

const ofStat = { size: [8, 4], source: loki } as const;

export function total() {
  return stat({
    ...ofStat,
    title: "Lines in all",
    description: "Lines of the time shown that were chosen above.",
    unit: units.Short,
    thresholds: unjudged,
    queries: [countedOnce(`sum(count_over_time(${CHOSEN} [$__range]))`, "lines")],
    links: [toBoard("Whether all arrive", "pipeline")],
  }).noValue("0");
}

export function errors() {
  return stat({
    ...ofStat,
    title: "Errors",
    description:
      "Of the chosen hosts and services, the lines of level error and worse. Some programs say error for little.",
    unit: units.Short,
    thresholds: badAbove(1, 100),
    queries: [countedOnce(`sum(count_over_time(${BAD} [$__range]))`, "errors")],
    links: [toBoard("Whether all arrive", "pipeline")],
  }).noValue("0");
}

export function bytes() {
  return stat({
    ...ofStat,
    title: "Bytes",
    description:
      "Of the lines that were chosen above, as they were written. Loki keeps about a quarter of it.",
    unit: units.BytesSI,
    thresholds: unjudged,
    queries: [countedOnce(`sum(bytes_over_time(${CHOSEN} [$__range]))`, "bytes")],
    links: [toBoard("How full Loki is", "capacity")],
  }).noValue("0");
}

const COLOURS = {
  fatal: "dark-red",
  critical: "dark-red",
  error: "red",
  warn: "orange",
  info: "green",
  debug: "blue",
  trace: "light-blue",
  unknown: "gray",
};

export function volume() {
  const panel = graph({
    title: "Volume by level",
    description: "Lines in each step by the level that Loki read in them. A new colour is worth a look.",
    unit: units.Short,
    size: [24, 8],
    source: loki,
    thresholds: unjudged,
    queries: [
      counted(`sum by (detected_level) (count_over_time(${CHOSEN} [$__auto]))`, "{{detected_level}}"),
    ],
    links: [
      toLogs("Its lines", `{host=~\`.+\`} | detected_level=\`${label("detected_level")}\``),
      toBoard("Whether all arrive", "pipeline"),
    ],
  })
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  for (const [level, color] of Object.entries(COLOURS)) {
    panel.overrideByName(level, [{ id: "color", value: { mode: "fixed", fixedColor: color } }]);
  }
  return panel;
}

export function lines() {
  return shown(new LogsPanel(), {
    title: "Lines",
    description:
      "The newest 500 that were chosen. A line with a trace id leads to its trace: open it, then Trace.",
    size: [24, 18],
    source: loki,
    queries: [linesOf(CHOSEN)],
  })
    .showTime(true)
    .sortOrder(LogsSortOrder.Descending)
    .enableLogDetails(true)
    .showLogContextToggle(true)
    .enableInfiniteScrolling(true);
}
