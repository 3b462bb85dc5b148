import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { filesIn, root } from "../source.ts";

/** A recording rule has no `alert`, an alerting rule no `record`. */
const rule = z.object({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.union([z.string(), z.number()]).transform(String),
  for: z.string().optional(),
  labels: z.record(z.string(), z.coerce.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});

const ruleFile = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) });

export type Rule = z.infer<typeof rule> & { readonly path: string };
export type Alert = Rule & { readonly alert: string };

/** Every rule of Prometheus and of Loki, with its file. */
export const rules: readonly Rule[] = ["compose/prometheus/rules", "compose/loki/rules"].flatMap(rulesIn);

export const alerts: readonly Alert[] = rules.filter((one): one is Alert => one.alert !== undefined);

export function rulesIn(folder: string): Rule[] {
  if (!existsSync(join(root, folder))) return [];
  return filesIn(folder, ".yaml").flatMap(({ path, text }) => readRules(`${folder}/${path}`, text));
}

export function readRules(path: string, text: string): Rule[] {
  return ruleFile.parse(parse(text)).groups.flatMap((group) => group.rules.map((one) => ({ ...one, path })));
}
