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

/** `seconds`: how long the minute's work took. */
export type CheckIn = (status: "ok" | "error", seconds: number) => void;

/** The monitor in Sentry's list of crons; made by the first check-in. */
export const MONITOR_SLUG = "farwatch-cron";

/** A minute of which Sentry has not heard for so many more counts as missed. */
export const CHECK_IN_MARGIN_MINUTES = 2;

/** Longer work of one minute counts as failed. */
export const MAX_RUNTIME_MINUTES = 1;

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

/** Tells Sentry's cron monitor that the minute's work was done, so that it notices when nobody tells it any more. */
export function createCheckIn(options: Omit<ReporterOptions, "secrets">): CheckIn {
  const { dsn, release, environment, context } = options;
  if (!dsn) return () => {};
  return (status, seconds) => {
    const sentry = new Toucan({ dsn, release, environment, context });
    sentry.captureCheckIn(
      { monitorSlug: MONITOR_SLUG, status, duration: seconds },
      {
        schedule: { type: "crontab", value: "* * * * *" },
        checkinMargin: CHECK_IN_MARGIN_MINUTES,
        maxRuntime: MAX_RUNTIME_MINUTES,
      },
    );
  };
}

function scrub(event: SentryEvent, clean: (text: string) => string): SentryEvent {
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = clean(exception.value);
  }
  return event;
}
