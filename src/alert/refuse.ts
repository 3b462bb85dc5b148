import type { Refusal, RefusalReason } from "./incoming.ts";
import { goQuote } from "./labels.ts";

/** How much of a value a refusal quotes: Alertmanager writes the whole answer into one log line. */
export const QUOTED_CHARACTERS = 80;

/** Thrown inside the parser alone; `parseWebhook` turns it into a result. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.refusal = { reason, message };
  }
}

export function malformed(message: string): RefusedError {
  return new RefusedError("malformed", message);
}

/** A value of any JSON kind, short enough for a log line. Lists and objects are named, not shown: they may be huge. */
export function quoteValue(value: unknown): string {
  if (typeof value === "string") return quoteText(value);
  if (value === undefined) return "(missing)";
  if (Array.isArray(value)) return "(a list)";
  return typeof value === "object" && value !== null ? "(an object)" : String(value);
}

export function quoteText(text: string): string {
  if (text.length <= QUOTED_CHARACTERS) return goQuote(text);
  // By code points, so that no half of a surrogate pair is left; each takes one unit or two.
  const beginning = Array.from(text.slice(0, QUOTED_CHARACTERS * 2))
    .slice(0, QUOTED_CHARACTERS)
    .join("");
  return beginning.length < text.length ? `${goQuote(beginning)}…` : goQuote(text);
}
