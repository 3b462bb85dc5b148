import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Named } from "../ask.ts";
import { lookOf, type Panel } from "../board-file.ts";
import { judged } from "../colours.ts";
import { formatValue } from "../units.ts";
import { lastOf } from "./last.ts";

/** A bar for each series, from the left. */
export function bars(panel: Panel, series: readonly Named[], height: number): string {
  const values = series.map(({ points }) => lastOf(points) ?? 0);
  const { min = 0, max = Math.max(...values) } = panel.fieldConfig.defaults;
  const rows = series.map(({ name }, index) => {
    const value = values[index] ?? 0;
    const { unit, decimals, thresholds } = lookOf(panel, name);
    const colour = judged(value, thresholds);
    const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
    return `<div class="bar"><span>${escapeHtml(name)}</span><div><i style="width:${(100 * share).toFixed(2)}%;background:${colour}"></i></div><b style="color:${colour}">${formatValue(value, unit, decimals)}</b></div>`;
  });
  const names = Math.min(330, 7 * Math.max(...series.map(({ name }) => name.length)));
  const size = Math.min(42, height / Math.max(1, series.length));
  return `<div class="bars" style="--names:${names}px;grid-auto-rows:${size.toFixed(2)}px">${rows.join("")}</div>`;
}
