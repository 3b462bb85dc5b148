import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Named } from "../ask.ts";
import { lookOf, type Panel } from "../board-file.ts";
import { judged, mapped, TEXT } from "../colours.ts";
import { formatValue } from "../units.ts";
import { lastOf } from "./last.ts";

/** One large number for each series, with its course behind it where the query is one over time. */
export function stat(panel: Panel, series: readonly Named[], width: number, height: number): string {
  const each = series.length === 0 ? [undefined] : series;
  const isWide = width / each.length > 110;
  const own = isWide ? { width: width / each.length, height } : { width, height: height / each.length };
  const texts = each.map((one) => textOf(panel, one));
  const longest = Math.max(3, ...texts.map(({ text }) => text.length));
  const isNamed = series.length > 1;
  const free = isWide ? (own.height - (isNamed ? 22 : 0)) * 0.48 : own.height * 0.62;
  const size = Math.min(42, free, (own.width * (isWide || !isNamed ? 1 : 0.5) - 20) / (0.56 * longest));
  const cells = each.map((one, index) => cell(panel, one, texts[index], { ...own, size, isNamed, isWide }));
  return `<div class="stats${isWide ? "" : " side"}" style="flex-direction:${isWide ? "row" : "column"}">${cells.join("")}</div>`;
}

interface Said {
  readonly text: string;
  readonly colour: string;
}

function textOf(panel: Panel, one: Named | undefined): Said {
  const look = lookOf(panel, one?.name ?? "");
  const last = one === undefined ? undefined : lastOf(one.points);
  if (last === undefined) return { text: look.noValue ?? "No data", colour: judged(0, look.thresholds) };
  const said = mapped(last, look);
  const text = panel.options.textMode === "name" ? one?.name : said?.text;
  return {
    text: text ?? formatValue(last, look.unit, look.decimals),
    colour: said?.colour ?? judged(last, look.thresholds),
  };
}

interface Cell {
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly isNamed: boolean;
  readonly isWide: boolean;
}

function cell(
  panel: Panel,
  one: Named | undefined,
  said: Said | undefined,
  { width, height, size, isNamed, isWide }: Cell,
): string {
  const { text = "", colour = TEXT } = said ?? {};
  const name =
    isNamed && panel.options.textMode !== "name"
      ? `<div class="name">${escapeHtml(one?.name ?? "")}</div>`
      : "";
  const hasCourse = isWide && panel.options.graphMode !== "none";
  const course = one === undefined || !hasCourse ? "" : sparkline(one, colour, width, height * 0.3);
  const room = course === "" ? 0 : height * 0.26;
  return `<div class="stat" style="padding-bottom:${room.toFixed(0)}px">${course}${name}<div style="color:${colour};font-size:${size.toFixed(1)}px">${escapeHtml(text)}</div></div>`;
}

function sparkline({ points }: Named, colour: string, width: number, height: number): string {
  const values = points.map(([, value]) => value).filter(Number.isFinite);
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), 0),
    values.reduce((a, b) => Math.max(a, b), 0),
  ];
  if (points.length < 2 || high === low) return "";
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1];
  const path = points.map(([seconds, value]) => {
    const x = (width * (seconds - from)) / (to - from);
    const y = 2 + (height - 2) * (1 - (value - low) / (high - low));
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const area = `0,${height} ${path.join(" ")} ${width},${height}`;
  return `<svg class="course" width="${width}" height="${height}"><polygon points="${area}" fill="${colour}" fill-opacity=".16"/><polyline points="${path.join(" ")}" fill="none" stroke="${colour}"/></svg>`;
}
