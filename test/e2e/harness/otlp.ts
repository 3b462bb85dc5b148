import * as z from "zod";
import type { Recorded } from "./stand-in.ts";

/** Attributes come as a list of typed values; a test wants an object. */
const attributes = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])));

const resource = z.object({ attributes });

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  status: z.object({ code: z.number().default(0) }),
  attributes,
});

const spans = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});

const logRecord = z.object({
  traceId: z.string().optional(),
  spanId: z.string().optional(),
  severityText: z.string(),
  body: z.object({ stringValue: z.string() }),
  attributes,
});

const logs = z.object({
  resourceLogs: z.array(
    z.object({ resource, scopeLogs: z.array(z.object({ logRecords: z.array(logRecord) })) }),
  ),
});

const exemplar = z.object({
  traceId: z.string(),
  spanId: z.string(),
  asDouble: z.number(),
  timeUnixNano: z.string(),
});

const point = z.object({
  attributes,
  count: z.number(),
  bucketCounts: z.array(z.number()),
  explicitBounds: z.array(z.number()),
  exemplars: z.array(exemplar),
});

const metric = z.object({
  name: z.string(),
  unit: z.string(),
  histogram: z.object({ dataPoints: z.array(point) }),
});

const metrics = z.object({
  resourceMetrics: z.array(
    z.object({ resource, scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) }),
  ),
});

export type SpanSeen = z.infer<typeof span>;
export type PointSeen = z.infer<typeof point>;

/** The kinds of spans, as OTLP numbers them. */
export const KIND = { internal: 1, server: 2, client: 3 } as const;

/** The status of a span that failed. */
export const STATUS_ERROR = 2;

/** What a collector was sent by OTLP/HTTP in JSON. A body of another shape fails the test that looks. */
export function otlpIn(requests: readonly Recorded[]) {
  const bodies = (path: string) =>
    requests.filter((request) => request.path === path).map(({ json }) => json);
  return {
    spans: bodies("/v1/traces").flatMap((body) =>
      spans
        .parse(body)
        .resourceSpans.flatMap(({ resource: { attributes: of }, scopeSpans }) =>
          scopeSpans.flatMap((scope) => scope.spans.map((one) => ({ ...one, service: of["service.name"] }))),
        ),
    ),
    logs: bodies("/v1/logs").flatMap((body) =>
      logs
        .parse(body)
        .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
    ),
    /** Of every export, the latest last. */
    points: bodies("/v1/metrics").flatMap((body) =>
      metrics
        .parse(body)
        .resourceMetrics.flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap((scope) =>
            scope.metrics.flatMap(({ name, unit, histogram }) =>
              histogram.dataPoints.map((one) => ({ ...one, metric: name, unit })),
            ),
          ),
        ),
    ),
  };
}
