import { escapeHtml } from "../../../../src/receiver/email/html.ts";
import type { Named } from "../ask.ts";
import { lookOf, type Panel } from "../board-file.ts";
import { FAINT, mapped, PANEL, TEXT } from "../colours.ts";
import type { TimeRange } from "../prometheus.ts";
import { clock, FONT } from "./chart.ts";

const BOTTOM = 20;
const MAX_ROW = 64;
const HOURS = 4;

/** A row for each series, in the colour of what it says at each time. */
export function states(
  panel: Panel,
  series: readonly Named[],
  range: TimeRange,
  width: number,
  height: number,
): string {
  const left = 12 + 6.3 * Math.max(...series.map(({ name }) => name.length));
  const row = Math.min(MAX_ROW, (height - BOTTOM) / Math.max(1, series.length));
  const x = (seconds: number) =>
    left + ((width - left - 10) * (seconds - range.from)) / (range.to - range.from);
  const parts = series.map((one, index) => {
    const y = index * row;
    const label = `<text x="${left - 8}" y="${(y + row / 2 + 4).toFixed(1)}" text-anchor="end" fill="${TEXT}">${escapeHtml(one.name)}</text>`;
    return (
      label +
      spansOf(one, range)
        .map((span) => box(panel, one.name, span, x, y, row))
        .join("")
    );
  });
  const bottom = row * series.length + 14;
  const step = HOURS * 3_600;
  const ticks = Array.from(
    { length: Math.floor((range.to - range.from) / step) },
    (_, index) => range.from + index * step,
  );
  const times = ticks.map(
    (seconds) =>
      `<text x="${x(seconds).toFixed(1)}" y="${bottom}" fill="${FAINT}" text-anchor="${seconds === range.from ? "start" : "middle"}">${clock(seconds * 1000).slice(0, 5)}</text>`,
  );
  return `<svg width="${width}" height="${height}" font-family="${FONT}" font-size="11">${parts.join("")}${times.join("")}</svg>`;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** Times during which a series says the same. */
export function spansOf({ points }: Pick<Named, "points">, { step, to }: TimeRange): readonly Span[] {
  const spans: Span[] = [];
  for (const [seconds, value] of points) {
    const last = spans.at(-1);
    const end = Math.min(to, seconds + step);
    if (last !== undefined && last.value === value && seconds <= last.to)
      spans[spans.length - 1] = { ...last, to: end };
    else spans.push({ from: seconds, to: end, value });
  }
  return spans;
}

function box(
  panel: Panel,
  name: string,
  { from, to, value }: Span,
  x: (seconds: number) => number,
  y: number,
  row: number,
): string {
  const said = mapped(value, lookOf(panel, name)) ?? { text: String(value), colour: FAINT };
  const [left, right] = [x(from), x(to)];
  const rect = `<rect x="${left.toFixed(1)}" y="${(y + row * 0.06).toFixed(1)}" width="${Math.max(1.5, right - left).toFixed(1)}" height="${(row * 0.86).toFixed(1)}" fill="${said.colour}" fill-opacity=".7"/>`;
  const isRoomy = right - left > 40 && row > 13;
  return (
    rect +
    (isRoomy
      ? `<text x="${(left + 6).toFixed(1)}" y="${(y + row / 2 + 4).toFixed(1)}" fill="${PANEL}" font-weight="bold">${said.text}</text>`
      : "")
  );
}
