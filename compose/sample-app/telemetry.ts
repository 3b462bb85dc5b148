import { context, logs, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { getNumberFromEnv, getStringListFromEnv, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { Exemplars } from "./exemplars.ts";
import { LinesOnStdout } from "./lines-on-stdout.ts";
import { exporterWith } from "./metric-exporter.ts";

/** The name under which all of it is found; OTEL_SERVICE_NAME gives another. */
const SERVICE_NAME = "sample-app";

/** Longest time that a stop waits for a collector which does not answer; Docker gives ten seconds. */
const MAX_STOP_MS = 5_000;

export interface Telemetry {
  readonly exemplars: Exemplars;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/**
 * Starts all three signals, before the first span. Where to: OTEL_EXPORTER_OTLP_ENDPOINT, by default the collector
 * at http://localhost:4318; with which certificates: OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_CERTIFICATE, _CLIENT_KEY.
 */
export function startTelemetry(): Telemetry {
  const named = resourceFromAttributes({ "service.name": SERVICE_NAME });
  const resource = defaultResource()
    .merge(named)
    .merge(detectResources({ detectors: [envDetector] }));
  const exemplars = new Exemplars();
  const tracing = new TracerProvider({ resource, spanProcessors: [spanProcessor()] });
  const metering = new MeterProvider({ resource, readers: [metricReader(exemplars)] });
  const logging = new LoggerProvider({ resource, processors: logProcessors() });

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(metering);
  logs.setGlobalLoggerProvider(logging);

  const providers = [tracing, metering, logging];
  return {
    exemplars,
    stop: () =>
      settledWithin(
        MAX_STOP_MS,
        providers.map((one) => one.shutdown()),
      ),
  };
}

function spanProcessor(): BatchSpanProcessor {
  const scheduledDelayMillis = getNumberFromEnv("OTEL_BSP_SCHEDULE_DELAY") ?? 5_000;
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis });
}

function metricReader(exemplars: Exemplars): PeriodicExportingMetricReader {
  const exportIntervalMillis = getNumberFromEnv("OTEL_METRIC_EXPORT_INTERVAL") ?? 60_000;
  return new PeriodicExportingMetricReader({ exporter: exporterWith(exemplars), exportIntervalMillis });
}

/** Both by default; where a collector also reads stdout, each line would arrive twice. */
function logProcessors() {
  const wanted = getStringListFromEnv("OTEL_LOGS_EXPORTER") ?? ["otlp", "console"];
  const scheduledDelayMillis = getNumberFromEnv("OTEL_BLRP_SCHEDULE_DELAY") ?? 1_000;
  return [
    ...(wanted.includes("otlp")
      ? [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(), scheduledDelayMillis })]
      : []),
    ...(wanted.includes("console") ? [new LinesOnStdout()] : []),
  ];
}

async function settledWithin(ms: number, work: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.allSettled(work), limit]);
  clearTimeout(timer);
}
