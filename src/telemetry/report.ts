import { Toucan } from "toucan-js";
import { cutUrls, redactor } from "./redact.ts";

/** What may be said about an error beside itself: short names, never bodies, headers or addresses. */
export interface ReportTags {
  readonly tenant?: string | undefined;
  readonly [tag: string]: string | undefined;
}

export type Report = (error: unknown, tags?: ReportTags) => void;

export interface ReporterOptions {
  /** Without one, reporting does nothing. */
  readonly dsn: string | undefined;
  readonly release: string;
  readonly environment: string;
  /** The invocation that must stay alive until the report is sent. */
  readonly context: { waitUntil(work: Promise<unknown>): void };
  /** Values masked wherever they appear in a message. */
  readonly secrets: readonly string[];
}

type SentryEvent = Parameters<NonNullable<ConstructorParameters<typeof Toucan>[0]["beforeSend"]>>[0];

/** Sends errors with their causes to Sentry; the request is never handed over, so nothing of it can leave. */
export function createReporter(options: ReporterOptions): Report {
  const { dsn, release, environment, context } = options;
  if (!dsn) return () => {};
  const redact = redactor(options.secrets);
  const clean = (text: string) => redact(cutUrls(text));
  return (error, tags = {}) => {
    const sentry = new Toucan({
      dsn,
      release,
      environment,
      context,
      beforeSend: (event) => scrub(event, clean),
    });
    for (const [tag, value] of Object.entries(tags))
      if (value !== undefined) sentry.setTag(tag, clean(value));
    sentry.captureException(error instanceof Error ? error : new Error(String(error)));
  };
}

function scrub(event: SentryEvent, clean: (text: string) => string): SentryEvent {
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = clean(exception.value);
  }
  return event;
}
