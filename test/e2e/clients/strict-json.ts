import { parseDocument } from "yaml";
import * as z from "zod";
import { type Exchange, textOf } from "./http-client.ts";

/**
 * Reads an answer as the strictest of the clients does: UTF-8, one JSON document, no key twice in one object, and keys
 * in the very case of the schema.
 */
export function strictJson<Schema extends z.ZodType>(answer: Exchange, schema: Schema): z.output<Schema> {
  const text = textOf(answer);
  const value: unknown = JSON.parse(text);
  // JSON is YAML, whose parser minds what JSON.parse lets pass.
  const { errors } = parseDocument(text, { uniqueKeys: true, schema: "json" });
  const [fault] = errors;
  if (fault !== undefined) throw new Error(`Cannot read ${text}: ${fault.message}`);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`Cannot read ${text}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Go reads a map only from an object: neither null nor nothing, and values are texts. */
export const stringMap = z.record(z.string(), z.string());

/** RFC 3339 as Go's time.Time reads it from JSON. */
export const goTime = z.iso.datetime({ offset: true });
