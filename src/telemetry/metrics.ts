import { histogramLines, sampleLine } from "./exposition.ts";
import type { AnyMetric, Counter, Gauge, Histogram, LabelValues, Series } from "./metric.ts";

/**
 * Most series of one metric; what comes after shares one series whose label values are all `other`.
 * Prometheus' own advice is to stay under 10 label values and to look at anything above 100.
 */
export const MAX_SERIES_PER_METRIC = 200;

export const OVERFLOW_LABEL_VALUE = "other";

/** Holds the numbers of one isolate or object and writes them as Prometheus text. */
export class Registry {
  readonly #metrics = new Map<string, { metric: AnyMetric; series: Map<string, Series> }>();

  /** A known counter or histogram without labels is shown at 0, so that its first increase is seen as one. */
  constructor(known: readonly AnyMetric[]) {
    for (const metric of known) {
      this.#seriesOf(metric);
      if (metric.type !== "gauge" && metric.labels.length === 0) this.#series(metric, {});
    }
  }

  inc<L extends string>(metric: Counter<L>, labels: LabelValues<L>, by = 1): void {
    this.#series(metric, labels).value += by;
  }

  set<L extends string>(metric: Gauge<L>, labels: LabelValues<L>, value: number): void {
    this.#series(metric, labels).value = value;
  }

  observe<L extends string>(metric: Histogram<L>, labels: LabelValues<L>, value: number): void {
    const series = this.#series(metric, labels);
    const found = metric.buckets.findIndex((bound) => value <= bound);
    const index = found === -1 ? metric.buckets.length : found;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.value += value;
  }

  /** Forgets a gauge's series, so that one whose labels are gone does not keep its last value. */
  clear<L extends string>(metric: Gauge<L>): void {
    this.#seriesOf(metric).clear();
  }

  /** Prometheus text exposition, format 0.0.4. */
  render(): string {
    const blocks = [...this.#metrics.values()].filter(({ series }) => series.size > 0);
    return blocks.map(({ metric, series }) => renderMetric(metric, series.values())).join("");
  }

  #seriesOf(metric: AnyMetric): Map<string, Series> {
    const known = this.#metrics.get(metric.name);
    if (known) return known.series;
    const series = new Map<string, Series>();
    this.#metrics.set(metric.name, { metric, series });
    return series;
  }

  #series<L extends string>(metric: Counter<L> | Gauge<L> | Histogram<L>, labels: LabelValues<L>): Series {
    const all = this.#seriesOf(metric);
    const values = metric.labels.map((label) => labels[label]);
    const found = all.get(JSON.stringify(values));
    if (found) return found;
    const full = all.size >= MAX_SERIES_PER_METRIC;
    return add(all, metric, full ? values.map(() => OVERFLOW_LABEL_VALUE) : values);
  }
}

function add(all: Map<string, Series>, metric: AnyMetric, values: readonly string[]): Series {
  const key = JSON.stringify(values);
  const known = all.get(key);
  if (known) return known;
  const counts = metric.type === "histogram" ? new Array<number>(metric.buckets.length + 1).fill(0) : [];
  const series = { values, value: 0, counts };
  all.set(key, series);
  return series;
}

function renderMetric(metric: AnyMetric, all: Iterable<Series>): string {
  const help = metric.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const lines = [`# HELP ${metric.name} ${help}`, `# TYPE ${metric.name} ${metric.type}`];
  for (const series of all) {
    if (metric.type === "histogram") lines.push(...histogramLines(metric, series));
    else lines.push(sampleLine(metric.name, metric.labels, series.values, series.value));
  }
  return `${lines.join("\n")}\n`;
}
