import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const step = z.object({ value: z.number().nullable(), color: z.string() });
const thresholds = z.object({ steps: z.array(step) });

const mapping = z.object({
  type: z.string(),
  options: z.record(z.string(), z.object({ text: z.string().optional(), color: z.string().optional() })),
});

/** What is said of values: of all of a panel, or of one column or series. */
const look = z.object({
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  decimals: z.number().optional(),
  noValue: z.string().optional(),
  thresholds: thresholds.optional(),
  mappings: z.array(mapping).optional(),
  color: z.object({ mode: z.string(), fixedColor: z.string().optional() }).optional(),
  "custom.cellOptions": z.object({ type: z.string() }).optional(),
});

export type Look = z.infer<typeof look>;

const custom = z.object({
  fillOpacity: z.number().default(0),
  drawStyle: z.string().default("line"),
  stacking: z.object({ mode: z.string() }).default({ mode: "none" }),
  thresholdsStyle: z.object({ mode: z.string() }).default({ mode: "off" }),
});

const target = z.object({
  refId: z.string(),
  expr: z.string().optional(),
  query: z.string().optional(),
  instant: z.boolean().default(false),
  queryType: z.string().optional(),
  legendFormat: z.string().default(""),
});

const organize = z.object({
  includeByName: z.record(z.string(), z.boolean()),
  indexByName: z.record(z.string(), z.number()),
  renameByName: z.record(z.string(), z.string()),
});

const gridPos = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });

const panel = z.object({
  type: z.string(),
  title: z.string().default(""),
  gridPos,
  datasource: z.object({ uid: z.string() }).optional(),
  targets: z.array(target).default([]),
  fieldConfig: z
    .object({
      defaults: look.extend({ custom: custom.default(custom.parse({})) }),
      overrides: z.array(
        z.object({
          matcher: z.object({ options: z.unknown() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
        }),
      ),
    })
    .default({ defaults: { custom: custom.parse({}) }, overrides: [] }),
  options: z.object({ textMode: z.string().optional(), graphMode: z.string().optional() }).default({}),
  transformations: z.array(z.object({ id: z.string(), options: z.unknown() })).default([]),
});

const variable = z.object({
  name: z.string(),
  label: z.string().optional(),
  includeAll: z.boolean().default(false),
  allValue: z.string().optional(),
});

const board = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  time: z.object({ from: z.string() }),
  templating: z.object({ list: z.array(variable).default([]) }).default({ list: [] }),
  panels: z.array(panel),
});

export type Board = z.infer<typeof board>;
export type Panel = z.infer<typeof panel>;
export type Query = Panel["targets"][number];
export type Variable = z.infer<typeof variable>;
export type GridPos = z.infer<typeof gridPos>;
export type Thresholds = z.infer<typeof thresholds>;

/** A board as Grafana reads it, as far as it is drawn. */
export function readBoard(name: string): Board {
  return board.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, `../dashboards/${name}.json`), "utf8")),
  );
}

/** How a series or column of a panel looks: what is said of it by its name, else what is said of all. */
export function lookOf({ fieldConfig }: Panel, name: string): Look {
  const own = fieldConfig.overrides.filter(({ matcher }) => matcher.options === name);
  const properties = own.flatMap(({ properties }) => properties.map(({ id, value }) => [id, value]));
  return { ...fieldConfig.defaults, ...look.parse(Object.fromEntries(properties)) };
}

/** Which columns of a table are shown, in which order, and as what. */
export function columnsOf({ transformations }: Panel): readonly (readonly [field: string, title: string])[] {
  const found = transformations.find(({ id }) => id === "organize");
  if (found === undefined) return [];
  const { includeByName, indexByName, renameByName } = organize.parse(found.options);
  const shown = Object.keys(includeByName).filter((field) => includeByName[field]);
  const ordered = shown.toSorted((a, b) => (indexByName[a] ?? 0) - (indexByName[b] ?? 0));
  return ordered.map((field) => [field, renameByName[field] ?? field]);
}
