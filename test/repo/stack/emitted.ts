import { parse } from "yaml";
import * as z from "zod";
import { allMetrics } from "../../../src/telemetry/metric-names.ts";
import { filesIn } from "../source.ts";
import type { Emitted, MetricType } from "./promql-labels.ts";

const metricType = z.enum(["counter", "gauge", "histogram", "summary", "untyped"]);

/** `name: type label label`; `targets` are labels of the targets of its job, beside those that all of them have. */
const listSchema = z.strictObject({
  targets: z.array(z.string()).default([]),
  metrics: z.record(z.string(), z.string().regex(/^[a-z]+( \w+)*$/)),
});

/** Those of compose/grafana/metrics: what each pinned component emits, as far as boards and rules name it. */
export const lists = filesIn("compose/grafana/metrics", ".yaml").map(({ path, text }) => ({
  path,
  source: /^# (.+)/.exec(text)?.[1] ?? "",
  ...listSchema.parse(parse(text)),
}));

/** What every series has: by the files of targets, and by Prometheus. */
const OF_TARGETS = ["host", "instance", "job"];

/** Each metric by its name, those of a histogram by each of its own; two components may emit the same. */
export const emittedMetrics: ReadonlyMap<string, Emitted> = collected([
  // What Prometheus says of each scrape, and what a selector without a name finds at least.
  ["up", emitted("gauge", ["module", "service"])],
  ["", emitted("untyped", [])],
  ...lists.flatMap(({ targets, metrics }) =>
    Object.entries(metrics).flatMap(([name, said]) => {
      const [type, ...labels] = said.split(" ");
      return seriesOf(name, metricType.parse(type), [...labels, ...targets]);
    }),
  ),
  ...allMetrics.flatMap(({ name, type, labels }) => seriesOf(name, type, labels)),
]);

function emitted(type: MetricType, labels: readonly string[]): Emitted {
  return { type, labels: new Set([...labels, ...OF_TARGETS]) };
}

function seriesOf(name: string, type: MetricType, labels: readonly string[]): [string, Emitted][] {
  if (type !== "histogram") return [[name, emitted(type, labels)]];
  return [
    [`${name}_bucket`, emitted("counter", [...labels, "le"])],
    [`${name}_sum`, emitted("counter", labels)],
    [`${name}_count`, emitted("counter", labels)],
  ];
}

function collected(all: readonly (readonly [string, Emitted])[]): ReadonlyMap<string, Emitted> {
  const metrics = new Map<string, Emitted>();
  for (const [name, one] of all) {
    const before = metrics.get(name);
    metrics.set(name, before ? { ...one, labels: one.labels.union(before.labels) } : one);
  }
  return metrics;
}
