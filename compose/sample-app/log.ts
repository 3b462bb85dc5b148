import { type Attributes, logs, SeverityNumber } from "@opentelemetry/api";

const LEVELS = { info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR } as const;

/** The SDK takes the trace from the context in which this is called. */
export function log(level: keyof typeof LEVELS, body: string, attributes: Attributes = {}): void {
  const record = { severityNumber: LEVELS[level], severityText: level, body, attributes };
  logs.getLogger("sample-app").emit(record);
}
