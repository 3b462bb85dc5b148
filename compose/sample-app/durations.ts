import { type Attributes, type Histogram, metrics, type Span, TraceFlags } from "@opentelemetry/api";
import type { Exemplars } from "./exemplars.ts";

/** The semantic conventions' own, with 0.3 and 1.2 that the SLO asks for as Traefik's have them. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.3, 0.5, 0.75, 1, 1.2, 2.5, 5, 7.5, 10];

/** How long something takes, in seconds, with the traces of single ones. */
export class Durations {
  readonly #name: string;
  readonly #exemplars: Exemplars;
  readonly #histogram: Histogram;

  constructor(name: string, description: string, exemplars: Exemplars) {
    this.#name = name;
    this.#exemplars = exemplars;
    this.#histogram = metrics.getMeter("sample-app").createHistogram(name, {
      description,
      unit: "s",
      advice: { explicitBucketBoundaries: BOUNDS },
    });
  }

  record(startedMs: number, attributes: Attributes, span: Span): void {
    const value = (performance.now() - startedMs) / 1_000;
    this.#histogram.record(value, attributes);
    const { traceId, spanId, traceFlags } = span.spanContext();
    if ((traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#exemplars.offer(this.#name, attributes, BOUNDS, { value, timeMs: Date.now(), traceId, spanId });
  }
}
