import type { Labels } from "../../alert/labels.ts";
import { asRecord, readTexts } from "../../alert/raw.ts";
import { quoteText, quoteValue, RefusedError } from "../../alert/refuse.ts";
import { err, ok, type Result } from "../../alert/result.ts";
import { parseTimestamp } from "../../alert/timestamp.ts";

/** What one line of a batch asks. */
export interface Question {
  readonly labels: Labels;
  /** Epoch milliseconds. */
  readonly at?: number;
}

const FIELDS = ["labels", "at"];

/** Reads `{"labels": {...}, "at": "RFC3339"}`; the error quotes what is wrong with it. */
export function readQuestion(line: string): Result<Question, string> {
  const parsed = parseJson(line);
  if (!parsed.ok) return parsed;
  const record = asRecord(parsed.value);
  if (record === undefined) return err(`${quoteText(line)} is no object`);
  const unknown = Object.keys(record).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) return err(`Unknown field ${quoteText(unknown)}`);
  const labels = readLabels(record["labels"]);
  if (!labels.ok) return labels;
  const at = record["at"] ?? undefined;
  if (at === undefined) return ok({ labels: labels.value });
  const time = typeof at === "string" ? readTime(at) : err(`${quoteValue(at)} is no text`);
  return time.ok ? ok({ labels: labels.value, at: time.value }) : err(`at ${time.error}`);
}

/** Epoch milliseconds of an RFC 3339 time. */
export function readTime(text: string): Result<number, string> {
  const time = parseTimestamp(text);
  if (time !== undefined) return ok(time.ms);
  return err(`${quoteText(text)} is no RFC 3339 time such as 2026-01-31T12:00:00Z`);
}

function parseJson(line: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(line));
  } catch {
    return err(`${quoteText(line)} is no JSON`);
  }
}

function readLabels(raw: unknown): Result<Labels, string> {
  try {
    return ok(readTexts(raw, "labels", () => "the alert"));
  } catch (error) {
    if (error instanceof RefusedError) return err(error.message);
    throw error;
  }
}
