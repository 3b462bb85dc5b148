import type { GaugeSeriesOption } from "echarts";
import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Named } from "../ask.ts";
import { lookOf, type Panel } from "../board-file.ts";
import { judged, LINE, named, PANEL } from "../colours.ts";
import { formatValue } from "../units.ts";
import { svgOf } from "./chart.ts";
import { lastOf } from "./last.ts";

/** A dial for each series. */
export function dials(panel: Panel, series: readonly Named[], width: number, height: number): string {
  const own = Math.floor(width / Math.max(1, series.length));
  const each = series.map(
    (one) =>
      `<div class="dial">${dial(panel, one, own, height - 20)}<div class="name">${escapeHtml(one.name)}</div></div>`,
  );
  return `<div class="stats">${each.join("")}</div>`;
}

function dial(panel: Panel, { name, points }: Named, width: number, height: number): string {
  const { unit, decimals, min = 0, max = 100, thresholds } = lookOf(panel, name);
  const value = lastOf(points) ?? 0;
  const colour = judged(value, thresholds);
  const radius = Math.min(width * 0.42, height * 0.56);
  const share = (bound: number) => Math.min(1, Math.max(0, (bound - min) / (max - min)));
  const steps = thresholds?.steps ?? [];
  const marks = steps.map(({ color }, index): [number, string] => [
    share(steps[index + 1]?.value ?? max),
    named(color),
  ]);
  const arc: GaugeSeriesOption = {
    type: "gauge",
    startAngle: 205,
    endAngle: -25,
    min,
    max,
    center: ["50%", "66%"],
    splitLine: { show: false },
    axisTick: { show: false },
    axisLabel: { show: false },
    pointer: { show: false },
    silent: true,
  };
  return svgOf(
    {
      series: [
        { ...arc, radius, axisLine: { lineStyle: { width: 4, color: marks } }, data: [] },
        {
          ...arc,
          radius: radius - 7,
          axisLine: { lineStyle: { width: radius * 0.2, color: [[1, LINE]] } },
          progress: { show: true, width: radius * 0.2, itemStyle: { color: colour, borderColor: PANEL } },
          detail: {
            formatter: () => formatValue(value, unit, decimals),
            color: colour,
            fontSize: Math.max(14, radius * 0.28),
            fontWeight: "bold",
            offsetCenter: [0, "2%"],
          },
          data: [{ value: Math.min(max, value) }],
        },
      ],
    },
    width,
    height,
  );
}
