import type { Histogram, Series } from "./metric.ts";

/** One sample line of the text format. */
export function sampleLine(
  name: string,
  labels: readonly string[],
  values: readonly string[],
  value: number,
): string {
  const pairs = labels.map((label, index) => `${label}="${escapeValue(values[index] ?? "")}"`);
  return pairs.length === 0 ? `${name} ${number(value)}` : `${name}{${pairs.join(",")}} ${number(value)}`;
}

/** The bucket, sum and count lines of one histogram series; buckets count everything up to their bound. */
export function histogramLines(metric: Histogram, series: Series): string[] {
  const labels = [...metric.labels, "le"];
  const bounds = [...metric.buckets, Number.POSITIVE_INFINITY];
  let total = 0;
  const buckets = bounds.map((bound, index) => {
    total += series.counts[index] ?? 0;
    return sampleLine(`${metric.name}_bucket`, labels, [...series.values, number(bound)], total);
  });
  return [
    ...buckets,
    sampleLine(`${metric.name}_sum`, metric.labels, series.values, series.value),
    sampleLine(`${metric.name}_count`, metric.labels, series.values, total),
  ];
}

function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}
