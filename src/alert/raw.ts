import type { Labels } from "./labels.ts";
import { malformed, quoteText, quoteValue } from "./refuse.ts";

/** An object as JSON.parse made it, its fields unread. */
export type Raw = Readonly<Record<string, unknown>>;

/** Names the alert in a refusal; a function, because nearly no alert is refused. */
export type Owner = () => string;

/** Undefined for lists, null and all else that is not an object. */
export function asRecord(value: unknown): Raw | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // JSON.parse makes plain objects only.
  return value as Raw;
}

/** Checks that all names have a character and all values are texts; throws `RefusedError`. */
export function readTexts(value: unknown, field: string, owner: Owner): Labels {
  const record = asRecord(value);
  if (record === undefined) {
    throw malformed(`Cannot read ${field} ${quoteValue(value)} of ${owner()}: expected an object.`);
  }
  for (const name of Object.keys(record)) {
    const text = record[name];
    if (typeof text !== "string") {
      const found = `${quoteText(name)} is ${quoteValue(text)}`;
      throw malformed(`Cannot read ${field} of ${owner()}: ${found}, expected a text.`);
    }
    if (name === "")
      throw malformed(`Cannot read ${field} of ${owner()}: ${quoteText(text)} has an empty name.`);
  }
  // Every value was looked at just now.
  return record as Labels;
}
