import type { IncomingAlert } from "./incoming.ts";
import { MAX_ANNOTATION_BYTES, readAnnotations } from "./incoming-annotations.ts";
import { readLabels } from "./incoming-labels.ts";
import { asRecord, type Owner, type Raw } from "./raw.ts";
import { malformed, quoteText, quoteValue } from "./refuse.ts";
import { isZeroTime, parseTimestamp, type Timestamp, ZERO_TIME } from "./timestamp.ts";
import { isLongerThan } from "./utf8.ts";

/**
 * Checks one entry of `alerts`; throws `RefusedError`. `place` counts from 1.
 *
 * By hand, because a body may hold 20,000: zod without code generation, which Workers forbid,
 * took 2.6 µs an alert for its shape alone, this takes 0.7 µs with the limits.
 */
export function readAlert(value: unknown, place: number): IncomingAlert {
  const raw = asRecord(value);
  if (raw === undefined)
    throw malformed(`Cannot read alert ${place} ${quoteValue(value)}: expected an object.`);

  const owner = () => nameOf(raw, place);
  const endsAt = readEnd(raw, owner);
  const fingerprint = readText(raw, "fingerprint", owner);
  return {
    labels: readLabels(raw.labels, owner),
    annotations: readAnnotations(raw.annotations, owner),
    status: readStatus(raw.status, owner),
    startsAt: readStart(raw, owner),
    ...(endsAt !== undefined && { endsAt }),
    generatorURL: readUrl(raw, owner),
    ...(fingerprint !== "" && { claimedFingerprint: fingerprint }),
  };
}

/** `alert 3 ("HostDown")`. */
function nameOf(raw: Raw, place: number): string {
  const alertname = asRecord(raw.labels)?.alertname;
  return typeof alertname === "string" ? `alert ${place} (${quoteText(alertname)})` : `alert ${place}`;
}

export function readStatus(value: unknown, owner: Owner): "firing" | "resolved" {
  if (value === "firing" || value === "resolved") return value;
  throw malformed(`Cannot read status ${quoteValue(value)} of ${owner()}: expected "firing" or "resolved".`);
}

function readStart(raw: Raw, owner: Owner): Timestamp {
  const start = readTime(raw, "startsAt", owner);
  if (!isZeroTime(start.text)) return start;
  throw malformed(`Cannot read startsAt ${quoteText(start.text)} of ${owner()}: in Go that means no time.`);
}

function readEnd(raw: Raw, owner: Owner): Timestamp | undefined {
  // What nearly every firing alert says.
  if (raw.endsAt === ZERO_TIME) return undefined;
  const end = readTime(raw, "endsAt", owner);
  return isZeroTime(end.text) ? undefined : end;
}

function readTime(raw: Raw, field: "startsAt" | "endsAt", owner: Owner): Timestamp {
  const value = raw[field];
  const time = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  const wanted = 'expected an RFC 3339 time such as "2026-01-31T12:00:00Z"';
  throw malformed(`Cannot read ${field} ${quoteValue(value)} of ${owner()}: ${wanted}.`);
}

/** A link that is cut leads elsewhere, so one that is too long is left out. */
function readUrl(raw: Raw, owner: Owner): string {
  const url = readText(raw, "generatorURL", owner);
  return isLongerThan(url, MAX_ANNOTATION_BYTES) ? "" : url;
}

/** A text that may be absent. */
function readText(raw: Raw, field: string, owner: Owner): string {
  const value = raw[field] ?? "";
  if (typeof value === "string") return value.toWellFormed();
  throw malformed(`Cannot read ${field} ${quoteValue(value)} of ${owner()}: expected a text.`);
}
