import type { Named } from "../ask.ts";
import { PANEL, seriesColour, TEXT } from "../colours.ts";
import { formatValue } from "../units.ts";
import { FONT, svgOf } from "./chart.ts";
import { lastOf } from "./last.ts";

/** Shares of a whole, each with its name, its share and its value. */
export function pie(
  series: readonly Named[],
  unit: string | undefined,
  width: number,
  height: number,
): string {
  const parts = series.map(({ name, points }, index) => ({
    name,
    value: lastOf(points) ?? 0,
    itemStyle: { color: seriesColour(index) },
  }));
  const sum = parts.reduce((all, { value }) => all + value, 0);
  const words = (name: string, value: number) =>
    `${name}  ${formatValue(value / sum, "percentunit")}  ${formatValue(value, unit)}`;
  return svgOf(
    {
      legend: {
        orient: "vertical",
        right: 12,
        top: "middle",
        icon: "circle",
        itemWidth: 10,
        itemHeight: 10,
        textStyle: { color: TEXT, fontSize: 12, fontFamily: FONT },
        formatter: (name: string) => words(name, parts.find((part) => part.name === name)?.value ?? 0),
      },
      series: [
        {
          type: "pie",
          radius: Math.min(width * 0.24, height * 0.44),
          center: ["28%", "50%"],
          label: { show: false },
          itemStyle: { borderColor: PANEL, borderWidth: 1.5 },
          data: parts,
        },
      ],
    },
    width,
    height,
  );
}
