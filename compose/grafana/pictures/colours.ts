import type { Look, Thresholds } from "./board-file.ts";

export const PAGE = "#111217";
export const PANEL = "#181b1f";
export const LINE = "#2c3037";
export const TEXT = "#ccccdc";
export const FAINT = "#8e8e9a";

/** Grafana's names, in its dark theme. */
const NAMED: Readonly<Record<string, string>> = {
  green: "#73bf69",
  orange: "#ff9830",
  red: "#f2495c",
  "dark-red": "#c4162a",
  blue: "#5794f2",
  "light-blue": "#8ab8ff",
  yellow: "#fade2a",
  purple: "#b877d9",
  gray: FAINT,
  text: TEXT,
};

/** What series get that ask for no colour, in their order. */
const SERIES = [
  "#73bf69",
  "#f2cc0c",
  "#5794f2",
  "#ff9830",
  "#f2495c",
  "#b877d9",
  "#8ab8ff",
  "#96d98d",
  "#ffcb7d",
  "#ff7383",
  "#ca95e5",
  "#37872d",
  "#e0b400",
  "#1f60c4",
  "#fa6400",
  "#c4162a",
];

export function seriesColour(index: number): string {
  return SERIES[index % SERIES.length] ?? TEXT;
}

export function named(name: string): string {
  const colour = NAMED[name] ?? (/^#[\da-f]{6}$/i.test(name) ? name : undefined);
  if (colour === undefined) throw new Error(`Cannot draw the colour "${name}"`);
  return colour;
}

/** The colour of the highest bound that a value has reached. */
export function judged(value: number, thresholds: Thresholds | undefined): string {
  const reached = thresholds?.steps.findLast((step) => step.value === null || value >= step.value);
  return named(reached?.color ?? "text");
}

/** What is said in place of a value, and in which colour. */
export function mapped(value: number, { mappings = [] }: Look): { text: string; colour: string } | undefined {
  const said = mappings.map(({ options }) => options[String(value)]).find((one) => one !== undefined);
  return said && { text: said.text ?? String(value), colour: named(said.color ?? "text") };
}
