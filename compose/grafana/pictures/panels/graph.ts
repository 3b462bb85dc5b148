import type { BarSeriesOption, LineSeriesOption } from "echarts";
import type { Named } from "../ask.ts";
import type { Panel } from "../board-file.ts";
import { FAINT, LINE, named } from "../colours.ts";
import type { TimeRange } from "../prometheus.ts";
import { scaleOf } from "../scale.ts";
import { formatValue } from "../units.ts";
import { FONT, svgOf, timeAxis } from "./chart.ts";
import { colourOf, LETTER, legend } from "./legend.ts";

const LEGEND_ROW = 19;
/** Of the panel's height, at most; what is left out is counted. */
const LEGEND_SHARE = 0.47;
/** More areas than that are one grey. */
const MOST_AREAS = 7;

/** Lines, areas or bars over time, and a table of them. */
export function graph(
  panel: Panel,
  series: readonly Named[],
  range: TimeRange,
  width: number,
  height: number,
): string {
  const rows = Math.max(1, Math.min(series.length, Math.floor((height * LEGEND_SHARE) / LEGEND_ROW) - 1));
  const chartHeight = height - (rows + 1) * LEGEND_ROW - 4;
  return chart(panel, series, range, width, chartHeight) + legend(panel, series, rows, width);
}

function chart(
  panel: Panel,
  series: readonly Named[],
  range: TimeRange,
  width: number,
  height: number,
): string {
  const { unit, min, max, thresholds, custom } = panel.fieldConfig.defaults;
  const isStacked = custom.stacking.mode !== "none";
  const values = isStacked ? sums(series) : series.flatMap(({ points }) => points.map(([, value]) => value));
  const bounds =
    custom.thresholdsStyle.mode === "off"
      ? []
      : (thresholds?.steps ?? []).filter(({ value }) => value !== null);
  const scale = scaleOf(isStacked ? [0, ...values] : values, { unit, min, max, lines: height > 130 ? 4 : 3 });
  const labels = axisLabels(scale, unit);
  const shown = bounds.filter(({ value }) => value !== null && value <= scale.max && value >= scale.min);
  return svgOf(
    {
      grid: {
        left: 12 + LETTER * Math.max(...labels.map(({ length }) => length)),
        right: 14,
        top: 8,
        bottom: 22,
      },
      xAxis: timeAxis(range, width),
      yAxis: {
        type: "value",
        ...scale,
        axisLabel: {
          color: FAINT,
          fontSize: 11,
          fontFamily: FONT,
          formatter: (value: number) => formatValue(tidy(value), unit),
        },
        splitLine: { lineStyle: { color: LINE } },
      },
      series: series.map((one, index): LineSeriesOption | BarSeriesOption => ({
        type: custom.drawStyle === "bars" ? "bar" : "line",
        ...(isStacked ? { stack: "all" } : {}),
        barWidth: Math.max(1, (width * range.step) / (range.to - range.from) - 0.5),
        showSymbol: false,
        color: colourOf(panel, one.name, index),
        lineStyle: { width: 1.3 },
        areaStyle: { opacity: series.length > MOST_AREAS ? 0 : custom.fillOpacity / 100 },
        data: isStacked ? filled(one, range) : withGaps(one, range),
        ...(index === 0 ? { markLine: dashed(shown) } : {}),
      })),
    },
    width,
    height,
  );
}

function axisLabels(
  { min, max, interval }: { min: number; max: number; interval: number },
  unit: string | undefined,
): string[] {
  const count = Math.min(12, Math.floor((max - min) / interval + 1e-9) + 1);
  return Array.from({ length: count }, (_, index) => formatValue(tidy(min + index * interval), unit));
}

/** 0.30000000000000004 is no label. */
function tidy(value: number): number {
  return Number(value.toPrecision(10));
}

function dashed(steps: readonly { readonly value: number | null; readonly color: string }[]) {
  return {
    silent: true,
    symbol: "none",
    label: { show: false },
    data: steps.map(({ value, color }) => ({
      yAxis: value ?? 0,
      lineStyle: { color: named(color), type: "dashed" as const, width: 1.2 },
    })),
  };
}

/** Where a sample is missing the line ends. */
function withGaps({ points }: Named, { step }: TimeRange): [number, number | null][] {
  return points.flatMap(([seconds, value], index) => {
    const before = points[index - 1];
    const isGap = before !== undefined && seconds - before[0] > step * 1.5;
    const here: [number, number | null] = [seconds * 1000, Number.isFinite(value) ? value : null];
    return isGap ? [[before[0] * 1000 + 1, null], here] : [here];
  });
}

/** Bars stand on those below them, and need one below each. */
function filled({ points }: Named, { from, to, step }: TimeRange): [number, number][] {
  const known = new Map(points);
  const moments = Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => from + index * step,
  );
  return moments.map((seconds) => [seconds * 1000, known.get(seconds) ?? 0]);
}

function sums(series: readonly Named[]): readonly number[] {
  const sum = new Map<number, number>();
  for (const { points } of series)
    for (const [seconds, value] of points) sum.set(seconds, (sum.get(seconds) ?? 0) + value);
  return [...sum.values()];
}
