import { type Goal, type Line, verdictOf } from "./lines.ts";

const HEAD = ["", "Farwatch", "Alertmanager", "hello", "ratio", "goal", ""];

/** Lines as a table in Markdown, which a terminal shows as well. */
export function tableOf(lines: readonly Line[]): string {
  return table(HEAD, lines.map(cellsOf), [0, 5, 6]);
}

/** A table in Markdown whose columns stand below each other; those that hold `texts` are aligned to the left. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[],
) {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const isText = (at: number) => texts.includes(at);
  const ruler = widths.map((width, at) => (isText(at) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const padded = (row: readonly string[]) =>
    widths.map((width, at) => (isText(at) ? (row[at] ?? "").padEnd(width) : (row[at] ?? "").padStart(width)));
  return [padded(head), ruler, ...rows.map(padded)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellsOf(line: Line): string[] {
  const { what, farwatch, alertmanager, hello, ratio, goal } = line;
  return [
    what,
    ...[farwatch, alertmanager, hello].map(numberOf),
    ratio === undefined ? "" : ratio.toFixed(2),
    goal === undefined ? "" : goalOf(goal),
    verdictOf(line),
  ];
}

function goalOf({ of, least, most }: Goal): string {
  const what = of === "ratio" ? "ratio " : "";
  return least === undefined ? `${what}<= ${most}` : `${what}>= ${least}`;
}

/** Three digits that count, and thousands in full. */
export function numberOf(value: number | undefined): string {
  if (value === undefined) return "";
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
