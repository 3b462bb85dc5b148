/** One measurement, and the trace in which it was made. */
export interface Exemplar {
  readonly value: number;
  readonly timeMs: number;
  readonly traceId: string;
  readonly spanId: string;
}

export type Labels = Readonly<Record<string, unknown>>;

/**
 * The last measurement of each bucket since it was last asked for: a slow request keeps its place among a thousand
 * fast ones. The SDK has no exemplars of its own yet (open-telemetry/opentelemetry-js#5147, at 3.1).
 */
export class Exemplars {
  /** By series, and in it by bucket. */
  readonly #kept = new Map<string, Map<number, Exemplar>>();

  offer(metric: string, labels: Labels, bounds: readonly number[], exemplar: Exemplar): void {
    const key = seriesKey(metric, labels);
    const buckets = this.#kept.get(key) ?? new Map<number, Exemplar>();
    buckets.set(bucketOf(exemplar.value, bounds), exemplar);
    this.#kept.set(key, buckets);
  }

  /** Each is given out once: a collector need not tell an old one from a new one. */
  take(metric: string, labels: Labels): readonly Exemplar[] {
    const key = seriesKey(metric, labels);
    const buckets = this.#kept.get(key);
    this.#kept.delete(key);
    return buckets === undefined ? [] : [...buckets.values()];
  }
}

/** A bound belongs to the bucket that it ends; above the last there is one more. */
export function bucketOf(value: number, bounds: readonly number[]): number {
  const index = bounds.findIndex((bound) => value <= bound);
  return index === -1 ? bounds.length : index;
}

function seriesKey(metric: string, labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric, sorted]);
}
