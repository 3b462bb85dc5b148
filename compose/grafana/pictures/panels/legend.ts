import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Named } from "../ask.ts";
import { lookOf, type Panel } from "../board-file.ts";
import { named, seriesColour } from "../colours.ts";
import { formatValue } from "../units.ts";
import { lastOf } from "./last.ts";

/** Beside a name: its colour, and two values. */
const LEGEND_NUMBERS = 152;
/** Longer names are cut where that makes room for a second column. */
const MOST_LETTERS = 35;
/** How wide a letter is, about. */
export const LETTER = 6.2;

/** Side by side where they would not fit one below the other; the highest where they do not fit at all. */
export function legend(panel: Panel, series: readonly Named[], rows: number, width: number): string {
  const longest = Math.min(MOST_LETTERS, Math.max(...series.map(({ name }) => name.length)));
  const fitting = Math.max(1, Math.floor(width / (LEGEND_NUMBERS + LETTER * longest)));
  const columns = Math.min(Math.ceil(series.length / rows), fitting);
  const room = rows * columns;
  const places = new Map(series.map((one, index) => [one, index]));
  const listed =
    series.length <= room ? series : series.toSorted((a, b) => mostOf(b) - mostOf(a)).slice(0, room - 1);
  const lines = listed.map((one) => legendLine(panel, one, places.get(one) ?? 0));
  if (lines.length < series.length)
    lines.push(`<tr><td class="more">and ${series.length - lines.length} more<td><td>`);
  const tables = Array.from({ length: columns }, (_, column) =>
    lines.slice(column * rows, (column + 1) * rows).join(""),
  );
  const head = "<tr><th>Name<th>Last<th>Max</tr>";
  return `<div class="legends">${tables.map((own) => `<table class="legend">${head}${own}</table>`).join("")}</div>`;
}

function legendLine(panel: Panel, one: Named, index: number): string {
  const { unit, decimals } = lookOf(panel, one.name);
  const write = (value: number | undefined) =>
    value === undefined ? "" : formatValue(value, unit, decimals);
  const most = mostOf(one);
  const dot = `<i style="background:${colourOf(panel, one.name, index)}"></i>`;
  return `<tr><td>${dot}${escapeHtml(one.name)}<td>${write(lastOf(one.points))}<td>${write(Number.isFinite(most) ? most : undefined)}`;
}

function mostOf({ points }: Named): number {
  const values = points.map(([, value]) => value).filter(Number.isFinite);
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

export function colourOf(panel: Panel, name: string, index: number): string {
  const { color } = lookOf(panel, name);
  return color?.fixedColor === undefined ? seriesColour(index) : named(color.fixedColor);
}
