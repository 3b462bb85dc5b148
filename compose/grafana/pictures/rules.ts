import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { selectorsIn } from "../../../src/cli/stack/selectors.ts";
import { parseDuration } from "../../../src/config/duration.ts";

const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.coerce.string(),
          for: z.string().default("0s"),
          labels: z.record(z.string(), z.coerce.string()).default({}),
        }),
      ),
    }),
  ),
});

export type Rule = z.infer<typeof ruleFile>["groups"][number]["rules"][number];

/** All rules that Prometheus evaluates. */
export function shippedRules(): readonly Rule[] {
  const folder = join(import.meta.dirname, "../../prometheus/rules");
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return files.flatMap((name) => {
    const { groups } = ruleFile.parse(parse(readFileSync(join(folder, name), "utf8")));
    return groups.flatMap(({ rules }) => rules);
  });
}

/** Rules in layers: each needs only what is scraped, and what the layers before it record. */
export function layersOf<R extends Pick<Rule, "record" | "expr">>(
  rules: readonly R[],
): readonly (readonly R[])[] {
  const layers: R[][] = [];
  let left = rules;
  while (left.length > 0) {
    const missing = new Set(left.flatMap(({ record }) => record ?? []));
    const [later, layer] = partition(left, ({ expr, record }) => needs(expr, missing, record));
    if (layer.length === 0) throw new Error(`Cannot order rules: "${later[0]?.record}" needs itself`);
    layers.push(layer);
    left = later;
  }
  return layers;
}

/** What two rules record under one name may read each other: availability by probe and by http. */
function needs(expr: string, missing: ReadonlySet<string>, own: string | undefined): boolean {
  return selectorsIn(expr).some(
    ({ metric }) => metric !== undefined && metric !== own && missing.has(metric),
  );
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** Of the moments at which an expression was true, those at which it had been for as long as the rule wants. */
export function firing(
  points: readonly (readonly [seconds: number, value: number])[],
  forSeconds: number,
  step: number,
): readonly number[] {
  let since = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return points.flatMap(([seconds]) => {
    if (seconds - last > step) since = seconds;
    last = seconds;
    return seconds - since >= forSeconds ? [seconds] : [];
  });
}

/** `1h30m`, as rules write it. */
export function secondsOf(duration: string): number {
  const parsed = parseDuration(duration);
  if (!parsed.ok) throw new Error(`Cannot read a rule's time: ${parsed.error}`);
  return parsed.value / 1000;
}
