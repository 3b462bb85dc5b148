import { parser } from "@prometheus-io/lezer-promql";
import { parse } from "yaml";
import * as z from "zod";
import { filesIn, textOf } from "../source.ts";

const relabelSchema = z.looseObject({
  source_labels: z.array(z.string()).default([]),
  regex: z.string().default("(.*)"),
  action: z.string().default("replace"),
});

const jobSchema = z.looseObject({
  job_name: z.string(),
  scheme: z.string().default("http"),
  scrape_interval: z.string().optional(),
  scrape_timeout: z.string().optional(),
  metrics_path: z.string().default("/metrics"),
  honor_timestamps: z.boolean().default(true),
  tls_config: z.record(z.string(), z.string()).optional(),
  file_sd_configs: z.array(z.object({ files: z.array(z.string()) })).default([]),
  relabel_configs: z.array(relabelSchema).default([]),
  metric_relabel_configs: z.array(relabelSchema).default([]),
});

export type Job = z.infer<typeof jobSchema>;

export function jobs(): readonly Job[] {
  const text = textOf("compose/prometheus/prometheus.yml");
  return z.object({ scrape_configs: z.array(jobSchema) }).parse(parse(text)).scrape_configs;
}

/** Whether a job throws away every series of that name. Prometheus anchors its expressions. */
export function drops(
  { metric_relabel_configs }: Pick<Job, "metric_relabel_configs">,
  metric: string,
): boolean {
  return metric_relabel_configs.some(({ source_labels, regex, action }) => {
    return (
      action === "drop" && source_labels.join() === "__name__" && new RegExp(`^(?:${regex})$`).test(metric)
    );
  });
}

/** Names of the metrics that a PromQL expression reads. */
export function metricsOf(expression: string): readonly string[] {
  const names: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Identifier" && node.parent?.name === "VectorSelector")
        names.push(expression.slice(from, to));
    },
  });
  return names;
}

export interface Rule {
  readonly file: string;
  readonly name: string;
  readonly expr: string;
}

const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
});
const rulesSchema = z.object({ groups: z.array(z.looseObject({ rules: z.array(ruleSchema) })) });

export function rules(): readonly Rule[] {
  return filesIn("compose/prometheus/rules", ".yaml").flatMap(({ path, text }) =>
    rulesSchema
      .parse(parse(text))
      .groups.flatMap((group) =>
        group.rules.map(({ alert, record, expr }) => ({ file: path, name: alert ?? record ?? "", expr })),
      ),
  );
}

/** Values of `job` that an expression asks for by name. */
export function jobsOf(expression: string): readonly string[] {
  return [...expression.matchAll(/\bjob\s*=(~?)\s*"([^"]*)"/g)].flatMap(([, isPattern, value = ""]) => {
    if (isPattern === "") return [value];
    return /^[\w|]+$/.test(value) ? value.split("|") : [];
  });
}
