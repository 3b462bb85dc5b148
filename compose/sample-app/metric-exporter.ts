import { OTLPMetricExporterBase } from "@opentelemetry/exporter-metrics-otlp-http";
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import { JsonMetricsSerializer, MetricsExporterMetricsHelper } from "@opentelemetry/otlp-transformer";
import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Exemplar, Exemplars } from "./exemplars.ts";

/** What of the request's JSON is touched here. */
interface MetricsRequest {
  readonly resourceMetrics: readonly { readonly scopeMetrics: readonly ScopeJson[] }[];
}

interface ScopeJson {
  readonly metrics: readonly { readonly histogram?: { readonly dataPoints: readonly PointJson[] } }[];
}

interface PointJson {
  exemplars?: readonly object[];
}

/** The SDK's exporter, configured by the same OTEL_EXPORTER_OTLP_* variables, with exemplars in what it sends. */
export function exporterWith(exemplars: Exemplars): OTLPMetricExporterBase {
  const options = convertLegacyHttpOptions({}, "METRICS", "v1/metrics", {
    "Content-Type": "application/json",
  });
  const serializer = {
    ...JsonMetricsSerializer,
    serializeRequest: (metrics: ResourceMetrics) =>
      withExemplars(JsonMetricsSerializer.serializeRequest(metrics), metrics, exemplars),
  };
  const type = "otlp_http_json_metric_exporter";
  return new OTLPMetricExporterBase(
    createOtlpHttpExportDelegate(options, serializer, type, MetricsExporterMetricsHelper, undefined),
  );
}

function withExemplars(body: Uint8Array | undefined, metrics: ResourceMetrics, exemplars: Exemplars) {
  if (body === undefined) return undefined;
  // The serializer has just written it, and this is OTLP's own shape.
  const request = JSON.parse(new TextDecoder().decode(body)) as MetricsRequest;
  // Scopes, metrics and points stand there in the order in which the SDK collected them.
  for (const [s, scope] of metrics.scopeMetrics.entries()) {
    for (const [m, { descriptor, dataPoints }] of scope.metrics.entries()) {
      const points = request.resourceMetrics[0]?.scopeMetrics[s]?.metrics[m]?.histogram?.dataPoints ?? [];
      for (const [p, point] of points.entries()) {
        point.exemplars = exemplars.take(descriptor.name, dataPoints[p]?.attributes ?? {}).map(inJson);
      }
    }
  }
  return new TextEncoder().encode(JSON.stringify(request));
}

function inJson({ value, timeMs, traceId, spanId }: Exemplar): object {
  return { asDouble: value, timeUnixNano: `${BigInt(timeMs) * 1_000_000n}`, traceId, spanId };
}
