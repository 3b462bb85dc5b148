import * as echarts from "echarts";
import { FAINT, LINE, TEXT } from "../colours.ts";
import type { TimeRange } from "../prometheus.ts";

export const FONT = "'Liberation Sans', Arial, sans-serif";
const HOUR = 3_600;

/** Draws a chart as SVG, without a browser. */
export function svgOf(option: echarts.EChartsOption, width: number, height: number): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: TEXT }, ...option });
  const svg = chart.renderToSVGString();
  // Without it its timers keep the process alive.
  chart.dispose();
  return svg;
}

/** The time below a chart: hours of a day, or days of a week. */
export function timeAxis({ from, to }: TimeRange, width: number) {
  const hours = (to - from) / HOUR;
  const isDay = hours <= 24;
  const step = isDay ? (width < 420 ? 6 : width < 700 ? 4 : 2) : 24;
  return {
    type: "value",
    min: from * 1000,
    max: to * 1000,
    interval: step * HOUR * 1000,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: LINE, width: 1 } },
    axisLabel: {
      color: FAINT,
      fontSize: 11,
      fontFamily: FONT,
      hideOverlap: true,
      formatter: (ms: number) => (isDay ? clock(ms).slice(0, 5) : new Date(ms).toISOString().slice(5, 10)),
    },
  } as const;
}

/** `14:05:00` */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
