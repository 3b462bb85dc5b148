import { redactor } from "./redact.ts";

export type LogLevel = "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, unknown>>;

export type Log = (level: LogLevel, msg: string, fields?: LogFields) => void;

/** A longer value is cut: Workers Logs drops lines over 256 KB, and an error may quote a whole answer. */
export const MAX_LOG_VALUE_CHARS = 2_000;

export type WriteLine = (level: LogLevel, line: string) => void;

export interface LogOptions {
  readonly secrets: readonly string[];
  readonly write?: WriteLine;
  readonly now?: () => number;
}

/** One JSON line per event, with every secret masked; errors are written with their causes. */
export function createLog(options: LogOptions): Log {
  const redact = redactor(options.secrets);
  const write = options.write ?? writeToConsole;
  const now = options.now ?? Date.now;
  return (level, msg, fields = {}) => {
    const event = { ts: new Date(now()).toISOString(), level, msg };
    // Spread before and after: our three keys come first and cannot be overwritten.
    write(
      level,
      JSON.stringify({ ...event, ...fields, ...event }, (_key, value) => plain(value, redact)),
    );
  };
}

export function writeToConsole(level: LogLevel, line: string): void {
  if (level === "error") console.error(line);
  else if (level === "warn") console.warn(line);
  else console.log(line);
}

/**
 * Writes what one turn says as one text, in its order. Only where the console is a pipe of lines: there each call wakes
 * its reader, which in a storm costs as much as a row. Workers Logs would take the text for one event.
 */
export function joined(write: WriteLine): WriteLine {
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) write("info", lines.join("\n"));
    lines = [];
  };
  return (level, line) => {
    if (level === "info") {
      if (lines.push(line) === 1) queueMicrotask(flush);
      return;
    }
    flush();
    write(level, line);
  };
}

function plain(value: unknown, redact: (text: string) => string): unknown {
  if (value instanceof Error) return clip(redact(describeError(value)));
  if (typeof value === "string") return clip(redact(value));
  if (typeof value === "bigint") return value.toString();
  return value;
}

function clip(text: string): string {
  return text.length > MAX_LOG_VALUE_CHARS ? `${text.slice(0, MAX_LOG_VALUE_CHARS)}…` : text;
}

/** The error and its causes in one line, outermost first. */
export function describeError(error: unknown, depth = 5): string {
  if (!(error instanceof Error)) return String(error);
  const own = `${error.name}: ${error.message}`;
  return error.cause === undefined || depth <= 1
    ? own
    : `${own}; caused by ${describeError(error.cause, depth - 1)}`;
}
