import type { Variable } from "./board-file.ts";
import type { TimeRange } from "./prometheus.ts";

/** Values for what stands behind `$` in the queries of a board. */
export type Values = ReadonlyMap<string, string>;

/** As Prometheus is scraped here; Grafana makes four of them its shortest range of a rate. */
const SCRAPE_SECONDS = 60;

/** Grafana's own variables for a time range. */
export function valuesOfRange({ from, to, step }: TimeRange): Values {
  const rate = Math.max(step + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS);
  return new Map([
    ["__rate_interval", `${rate}s`],
    ["__interval", `${step}s`],
    ["__auto", `${step}s`],
    ["__range", `${to - from}s`],
  ]);
}

/** The variables of a board, each as it is when the board is opened: all, or what was typed. */
export function valuesOfBoard(variables: readonly Variable[]): Values {
  return new Map(
    variables.map(({ name, includeAll, allValue }) => [name, includeAll ? (allValue ?? ".+") : ""]),
  );
}

/** `$name` and `${name}`; not the `$1` of a replacement. */
const VARIABLE = /\$(?:\{(?<braced>[A-Za-z_]\w*)(?::\w+)?\}|(?<bare>[A-Za-z_]\w*))/g;

/** A query as the data source gets it. */
export function withValues(query: string, values: Values): string {
  return query.replace(VARIABLE, (found, ...rest) => {
    const { braced, bare } = rest.at(-1);
    const value = values.get(braced ?? bare);
    if (value === undefined) throw new Error(`Cannot replace "${found}" in "${query}"`);
    return value;
  });
}

/** What a series is called: labels in a legend's braces, or all of them where there is no legend. */
export function legendOf(format: string, labels: Readonly<Record<string, string>>): string {
  if (format !== "") return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => labels[label] ?? "").trim();
  const { __name__: name = "", ...others } = labels;
  const pairs = Object.entries(others).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(", ")}}`;
}
