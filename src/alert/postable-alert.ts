import type { Alert } from "./alert.ts";
import { readDateTime } from "./date-time.ts";
import { isRequestUri } from "./go-url.ts";
import { MAX_ANNOTATION_BYTES, readAnnotations } from "./incoming-annotations.ts";
import { readLabels } from "./incoming-labels.ts";
import { type Labels, labelValue, withoutEmpty } from "./labels.ts";
import { asRecord, type Raw } from "./raw.ts";
import { malformed, quoteText, quoteValue } from "./refuse.ts";
import { compareTimestamps, isZeroTime, parseTimestamp, type Timestamp } from "./timestamp.ts";
import { isLongerThan } from "./utf8.ts";

/** One alert of POST /api/v2/alerts, checked and within limits. */
export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly generatorURL: string;
  readonly startsAt?: Timestamp;
  readonly endsAt?: Timestamp;
  /** Of the stored alert that its texts are of. */
  readonly fingerprint?: string;
}

/** The stored alert of these labels, whatever they are. */
export type FindAlert = (labels: Labels) => Alert | undefined;

/** The first of the codes by which upstream's request layer says that a body could be decoded and is wrong. */
const FIRST_OWN_CODE = 600;

/** Thrown for what upstream's request layer refuses the whole body. */
export class BodyFaultError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  /** Whether it could be decoded, so that a fault of the decoder further on comes before this one. */
  get isDecoded(): boolean {
    return this.code >= FIRST_OWN_CODE;
  }
}

/**
 * Reads one entry of the list; throws `BodyFaultError`, or `RefusedError` for what costs this alert alone. Of an alert
 * that is stored with these very texts nothing but its times is checked anew: those were checked, and are most of a post.
 */
export function readPostable(value: unknown, index: number, find: FindAlert, timeoutAt: number): PostedAlert {
  const raw = asRecord(value);
  if (raw === undefined) throw unparsable(`${index}: expected an object, got ${quoteValue(value)}`);
  const times = readTimes(raw, index);
  const known = asRecord(raw.labels) && find(raw.labels as Labels);
  if (known !== undefined && isSame(known, raw)) {
    const { fingerprint, labels, annotations, generatorURL } = known;
    return { fingerprint, labels, annotations, generatorURL, ...checked(times, timeoutAt) };
  }
  const texts = readTexts(raw, index);
  return { ...checked(times, timeoutAt), ...checkedTexts(texts, index) };
}

function isSame({ annotations, generatorURL }: Alert, raw: Raw): boolean {
  return (raw.generatorURL ?? "") === generatorURL && sameTexts(annotations, asRecord(raw.annotations) ?? {});
}

function sameTexts(a: Labels, b: Raw): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

type Times = Pick<PostedAlert, "startsAt" | "endsAt">;

function readTimes(raw: Raw, index: number): Times {
  const startsAt = readTime(raw.startsAt, `${index}.startsAt`);
  const endsAt = readTime(raw.endsAt, `${index}.endsAt`);
  return { ...(startsAt && { startsAt }), ...(endsAt && { endsAt }) };
}

/** Undefined for no time: absent, Go's zero, and the empty text, by which upstream takes 1970. */
function readTime(value: unknown, field: string): Timestamp | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const time = typeof value === "string" ? parseAny(value) : undefined;
  if (time === undefined) throw unparsable(`${field}: cannot parse ${quoteValue(value)} as a time`);
  return isZeroTime(time.text) ? undefined : time;
}

function parseAny(text: string): Timestamp | undefined {
  return parseTimestamp(text) ?? parseTimestamp(readDateTime(text) ?? "");
}

/** An alert that names no end would end at `timeoutAt`. */
function checked(times: Times, timeoutAt: number): Times {
  const { startsAt, endsAt } = times;
  if (startsAt === undefined) return times;
  const isTurned = endsAt ? compareTimestamps(endsAt, startsAt) < 0 : startsAt.ms > timeoutAt;
  if (isTurned) throw malformed("start time must be before end time");
  return times;
}

type Texts = Pick<PostedAlert, "labels" | "annotations" | "generatorURL">;

/** As upstream, which decodes a body before it asks whether anything is missing. */
function readTexts(raw: Raw, index: number): Texts {
  const annotations = textsOf(raw.annotations ?? {}, `${index}.annotations`);
  const labels = withoutEmpty(textsOf(raw.labels ?? {}, `${index}.labels`));
  const generatorURL = readUrl(raw.generatorURL ?? "", index);
  if (raw.labels === undefined || raw.labels === null) {
    throw new BodyFaultError(602, `${index}.labels in body is required`);
  }
  return { labels, annotations, generatorURL };
}

function checkedTexts({ labels, annotations, generatorURL }: Texts, index: number): Texts {
  if (Object.hasOwn(labels, "")) throw malformed('invalid label set: invalid name ""');
  if (Object.keys(labels).length === 0) throw malformed("at least one label pair required");
  if (Object.hasOwn(annotations, "")) throw malformed('invalid annotations: invalid name ""');
  const owner = () => `alert ${index + 1} (${quoteText(labelValue(labels, "alertname"))})`;
  return {
    labels: readLabels(labels, owner),
    annotations: readAnnotations(annotations, owner),
    generatorURL,
  };
}

/** Go reads null as the empty text. */
function textsOf(value: unknown, field: string): Labels {
  const record = asRecord(value);
  if (record === undefined) throw unparsable(`${field}: expected an object, got ${quoteValue(value)}`);
  const texts = Object.entries(record).map(([name, text]) => {
    if (typeof text === "string") return [name, text];
    if (text === null) return [name, ""];
    throw unparsable(`${field}: ${quoteText(name)} is ${quoteValue(text)}, expected a text`);
  });
  return Object.fromEntries(texts);
}

/** A link that is cut leads elsewhere, so one that is too long is left out. */
function readUrl(value: unknown, index: number): string {
  const field = `${index}.generatorURL`;
  if (typeof value !== "string") throw unparsable(`${field}: expected a text, got ${quoteValue(value)}`);
  if (value !== "" && !isRequestUri(value)) {
    throw new BodyFaultError(601, `${field} in body must be of type uri: ${quoteText(value)}`);
  }
  return isLongerThan(value, MAX_ANNOTATION_BYTES) ? "" : value.toWellFormed();
}

/** In the words of upstream's request layer. */
export function unparsable(why: string): BodyFaultError {
  return new BodyFaultError(400, `parsing alerts body from "" failed, because ${why}`);
}
