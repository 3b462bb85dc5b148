interface Metric<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
}

export interface Counter<L extends string = string> extends Metric<L> {
  readonly type: "counter";
}

export interface Gauge<L extends string = string> extends Metric<L> {
  readonly type: "gauge";
}

export interface Histogram<L extends string = string> extends Metric<L> {
  readonly type: "histogram";
  /** Upper bounds, ascending, without +Inf. */
  readonly buckets: readonly number[];
}

export type AnyMetric = Counter | Gauge | Histogram;

/** One value for every label of the metric, no more and no less. */
export type LabelValues<L extends string> = Readonly<Record<L, string>>;

/** One labelled line of numbers, as the registry keeps it. */
export interface Series {
  readonly values: readonly string[];
  value: number;
  /** Histogram only: observations per bucket, not cumulated; the last one is +Inf. */
  readonly counts: number[];
}
