import type { LogRecordProcessor, ReadWriteLogRecord } from "@opentelemetry/sdk-logs";

/** Each record as a line of JSON, with the ids by which its trace is found. */
export class LinesOnStdout implements LogRecordProcessor {
  onEmit({ hrTime, severityText, body, spanContext, attributes }: ReadWriteLogRecord): void {
    const time = new Date(hrTime[0] * 1_000 + hrTime[1] / 1e6).toISOString();
    const ids = spanContext && { trace_id: spanContext.traceId, span_id: spanContext.spanId };
    process.stdout.write(
      `${JSON.stringify({ time, level: severityText, msg: body, ...ids, ...attributes })}\n`,
    );
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
