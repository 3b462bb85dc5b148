import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Row } from "../ask.ts";
import { columnsOf, lookOf, type Panel } from "../board-file.ts";
import { judged, mapped, PAGE } from "../colours.ts";
import type { FoundTrace } from "../day/traces.ts";
import { formatValue } from "../units.ts";
import { clock } from "./chart.ts";

const ROW = 30;

/** A table, as many rows of it as there is room for. */
export function rows(panel: Panel, all: readonly Row[], height: number): string {
  const titles = columnsOf(panel).map(([, title]) => title);
  const isNumber = (title: string) => all.some((row) => typeof row[title] === "number");
  const head = titles.map((title) => `<th${isNumber(title) ? ' class="number"' : ""}>${escapeHtml(title)}`);
  const room = Math.floor(height / ROW) - 1;
  const lines = all
    .slice(0, room)
    .map((row) => `<tr>${titles.map((title) => cell(panel, title, row[title] ?? "")).join("")}`);
  return `<table class="rows"><tr>${head.join("")}</tr>${lines.join("")}</table>`;
}

function cell(panel: Panel, title: string, value: string | number): string {
  const look = lookOf(panel, title);
  if (typeof value === "string") return `<td>${escapeHtml(value)}`;
  const said = mapped(value, look);
  const text = said?.text ?? formatValue(value, look.unit, look.decimals);
  const isColoured = look["custom.cellOptions"] !== undefined;
  const colour = said?.colour ?? judged(value, look.thresholds);
  const style = isColoured ? ` style="background:${colour};color:${PAGE}"` : "";
  return `<td class="number"${style}>${escapeHtml(text)}`;
}

/** What a search for traces lists. */
export function traces(panel: Panel, all: readonly FoundTrace[], height: number): string {
  const { unit, thresholds } = panel.fieldConfig.defaults;
  const room = Math.floor(height / ROW) - 1;
  const lines = all.slice(0, room).map(({ id, at, service, name, ms }) => {
    const long = formatValue(ms, unit);
    return `<tr><td class="link">${id.slice(0, 12)}…<td>${clock(at)}<td>${escapeHtml(service)}<td>${escapeHtml(name)}<td class="number" style="color:${judged(ms, thresholds)}">${long}`;
  });
  return `<table class="rows"><tr><th>Trace ID<th>Start<th>Service<th>Name<th class="number">Duration</tr>${lines.join("")}</table>`;
}
