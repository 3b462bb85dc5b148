import type { Named } from "../ask.ts";
import { FAINT } from "../colours.ts";
import type { TimeRange } from "../prometheus.ts";
import { formatValue } from "../units.ts";
import { clock, FONT } from "./chart.ts";

const LEFT = 58;
const BOTTOM = 20;
const HOUR = 3_600;
const COLUMN_SECONDS = 600;

/** Grafana's scheme "Blues" on dark: from few to many. */
const SHADES = ["#0b2545", "#123b6d", "#1d5592", "#2f74b5", "#4f93cb", "#7ab3dd", "#abd0ec", "#dcebf9"];

/** Buckets of a histogram over time: the more, the lighter. */
export function heat(series: readonly Named[], range: TimeRange, width: number, height: number): string {
  const buckets = series
    .filter(({ labels }) => labels["le"] !== "+Inf")
    .toSorted((a, b) => Number(a.labels["le"]) - Number(b.labels["le"]));
  const grid = buckets.map((bucket, index) => columns(bucket, buckets[index - 1], range));
  const most = grid.flat().reduce((a, b) => Math.max(a, b), 1);
  const rowHeight = (height - BOTTOM) / buckets.length;
  const columnWidth = (width - LEFT - 12) / ((range.to - range.from) / COLUMN_SECONDS);
  const cells = grid.flatMap((row, index) =>
    row.map((count, column) => {
      const colour = shade(count / most);
      if (colour === undefined) return "";
      const y = height - BOTTOM - (index + 1) * rowHeight;
      return `<rect x="${(LEFT + column * columnWidth).toFixed(1)}" y="${y.toFixed(1)}" width="${(columnWidth - 1).toFixed(1)}" height="${(rowHeight - 1).toFixed(1)}" fill="${colour}"/>`;
    }),
  );
  const bounds = buckets.map(({ labels }, index) => {
    const y = height - BOTTOM - (index + 1) * rowHeight + 4;
    return `<text x="${LEFT - 8}" y="${Math.max(9, y).toFixed(1)}" text-anchor="end">${formatValue(Number(labels["le"]), "s")}</text>`;
  });
  const hours = Array.from({ length: 12 }, (_, index) => range.from + 2 * HOUR * index);
  const times = hours.map((seconds) => {
    const x = LEFT + ((seconds - range.from) / COLUMN_SECONDS) * columnWidth;
    return `<text x="${x.toFixed(1)}" y="${height - 5}" text-anchor="${x > LEFT + 10 ? "middle" : "start"}">${clock(seconds * 1000).slice(0, 5)}</text>`;
  });
  return `<svg width="${width}" height="${height}" font-family="${FONT}" font-size="11" fill="${FAINT}">${cells.join("")}${bounds.join("")}${times.join("")}</svg>`;
}

/** What falls between this bound and the one below, in each ten minutes. */
function columns(bucket: Named, below: Named | undefined, range: TimeRange): readonly number[] {
  const lower = new Map(below?.points);
  const sums: number[] = Array.from(
    { length: Math.floor((range.to - range.from) / COLUMN_SECONDS) },
    () => 0,
  );
  for (const [seconds, value] of bucket.points) {
    const column = Math.floor((seconds - range.from) / COLUMN_SECONDS);
    if (column < sums.length)
      sums[column] = (sums[column] ?? 0) + Math.max(0, value - (lower.get(seconds) ?? 0));
  }
  return sums;
}

/** Few are seen too: the root of the share. */
function shade(share: number): string | undefined {
  if (share < 1e-4) return undefined;
  return SHADES[Math.min(SHADES.length - 1, Math.floor(Math.sqrt(share) * SHADES.length))];
}
