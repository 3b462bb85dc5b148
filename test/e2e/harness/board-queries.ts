import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const DASHBOARDS = join(import.meta.dirname, "../../../compose/grafana/dashboards");

const panelSchema = z.object({
  title: z.string(),
  type: z.string(),
  datasource: z.object({ uid: z.string() }).optional(),
  targets: z.array(z.object({ expr: z.string().optional() })).default([]),
});

const boardSchema = z.object({
  panels: z.array(panelSchema.extend({ panels: z.array(panelSchema).default([]) })),
  templating: z.object({
    list: z
      .array(z.object({ name: z.string(), query: z.object({ query: z.string() }).or(z.string()) }))
      .default([]),
  }),
});

/** One query of Prometheus, and the panel that shows it. */
export interface PanelQuery {
  readonly panel: string;
  readonly expr: string;
}

/** A variable that stands for all values of `label`. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly selector: string;
}

/** What a board asks of Prometheus, as Grafana reads it. */
export async function readBoard(name: string): Promise<{ queries: PanelQuery[]; choices: Choice[] }> {
  const text = await readFile(join(DASHBOARDS, `${name}.json`), "utf8");
  const { panels, templating } = boardSchema.parse(JSON.parse(text));
  const queries = panels
    .flatMap((panel) => [panel, ...panel.panels])
    .filter(({ datasource }) => datasource?.uid === "prometheus")
    .flatMap(({ title, targets }) => targets.map(({ expr = "" }) => ({ panel: title, expr })));
  return { queries, choices: templating.list.flatMap(readChoice) };
}

function readChoice({ name, query }: { name: string; query: string | { query: string } }): Choice[] {
  const asked = typeof query === "string" ? query : query.query;
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/s.exec(asked) ?? [];
  return selector === undefined || label === undefined ? [] : [{ name, label, selector }];
}

/** What looks back for hours or days looks back for half a minute. */
export function timeLapse(text: string): string {
  return text.replace(/\[\d+[mhd]:\d+[mh]\]/g, "[30s:1s]").replace(/offset 1d/g, "offset 5s");
}

/** The query that Grafana sends: "All" is each value that there is, and a rate takes in a few scrapes. */
export function sent(expr: string, values: ReadonlyMap<string, readonly string[]>): string {
  return timeLapse(expr)
    .replace(/\$__(rate_)?interval/g, "30s")
    .replace(/\$__range/g, "5m")
    .replace(/\$([a-z]\w*)/g, (_, name) => `(${(values.get(name) ?? []).map(escaped).join("|")})`);
}

/** Between double quotes of PromQL, where a backslash needs another. */
function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, "\\\\$&");
}
