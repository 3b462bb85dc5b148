import { mayMatchEmpty } from "../alert/matcher.ts";
import { utf8Length } from "../alert/utf8.ts";
import type { Silence } from "./silence.ts";

/** Ten times what the index is built for (1,000); expired ones count until they are garbage. */
export const MAX_SILENCES = 10_000;

/** One matcher for each label that an alert may carry, as a UI writes when it silences one alert. */
export const MAX_SILENCE_MATCHERS = 64;

/** Far over any hand-written silence, and far under the 2 MB that one SQLite row may hold. */
export const MAX_SILENCE_BYTES = 64 * 1024;

/** All silences are held in memory beside the alerts, and a Durable Object has 128 MB. */
export const MAX_STORED_SILENCE_BYTES = 16 * 1024 * 1024;

/** How much is stored already; `SilenceIndex` knows it. */
export interface Stored {
  readonly size: number;
  readonly bytes: number;
}

/** Why a silence cannot be stored whatever else is stored, in upstream's words where it has some. */
export function validateSilence(silence: Silence): string | undefined {
  if (silence.matchers.length === 0) return "matcher set 0 is empty";
  if (silence.matchers.length > MAX_SILENCE_MATCHERS) {
    return `${silence.matchers.length} matchers exceed the limit of ${MAX_SILENCE_MATCHERS}`;
  }
  const nameless = silence.matchers.findIndex(({ name }) => name === "");
  if (nameless >= 0) return `invalid label matcher ${nameless} in set 0: invalid label name ""`;
  if (silence.matchers.every(mayMatchEmpty)) {
    return "matcher set 0: at least one matcher must not match the empty string";
  }
  if (silence.endsAt < silence.startsAt) return "end time must not be before start time";
  const bytes = silenceBytes(silence);
  if (bytes > MAX_SILENCE_BYTES) return `${bytes} bytes exceed the limit of ${MAX_SILENCE_BYTES} bytes`;
  return undefined;
}

/** Why there is no room for so many more silences, or so many more bytes. */
export function validateCapacity(
  stored: Stored,
  moreSilences: number,
  moreBytes: number,
): string | undefined {
  if (stored.size + moreSilences > MAX_SILENCES) {
    return `cannot store another silence: ${stored.size} are stored (limit: ${MAX_SILENCES})`;
  }
  if (moreBytes > 0 && stored.bytes + moreBytes > MAX_STORED_SILENCE_BYTES) {
    return `cannot store ${moreBytes} more bytes of silences: ${stored.bytes} are stored (limit: ${MAX_STORED_SILENCE_BYTES})`;
  }
  return undefined;
}

/** What a silence takes up: its text fields in UTF-8, with names and punctuation around them. */
export function silenceBytes(silence: Silence): number {
  const { id, matchers, createdBy, comment, annotations, identity } = silence;
  const texts = matchers.map(({ name, op, value }) => [name, op, value]);
  return utf8Length(JSON.stringify([id, texts, createdBy, comment, annotations, identity]));
}
