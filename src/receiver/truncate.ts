import { cutUtf8, utf8Length } from "../alert/utf8.ts";

/** At most `limit` code points, the last one `…` where something was cut; as upstream, no mark fits in three. */
export function truncateRunes(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // A code point is at most two units, so the rest cannot matter.
  const runes = Array.from(text.slice(0, 2 * (limit + 1)));
  if (runes.length <= limit) return text;
  if (limit <= 3) return runes.slice(0, limit).join("");
  return `${runes.slice(0, limit - 1).join("")}…`;
}

/** At most `limit` bytes of UTF-8, ending in `…` (three of them) where something was cut; as upstream. */
export function truncateBytes(text: string, limit: number): string {
  if (utf8Length(text) <= limit) return text;
  if (limit < 3) return ".".repeat(limit);
  return `${cutUtf8(text, limit - 3)}…`;
}

/** `encode(text)` in at most `limit` UTF-16 units: cut before encoding, because half an entity is no text. */
export function truncateEscaped(text: string, limit: number, encode: (text: string) => string): string {
  const whole = encode(text);
  if (whole.length <= limit) return whole;
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (encode(truncateRunes(text, middle)).length <= limit) low = middle;
    else high = middle - 1;
  }
  return encode(truncateRunes(text, low));
}

/** What stands for `count` things that a message had no room for. */
export function moreMark(count: number): string {
  return `+${count} more`;
}

/** As many whole `parts` as fit into `limit` UTF-16 units, and `+N more` for the others. */
export function joinWithin(parts: readonly string[], separator: string, limit: number): string {
  const whole = parts.join(separator);
  if (whole.length <= limit) return whole;
  for (let count = parts.length - 1; count > 0; count--) {
    const joined = [...parts.slice(0, count), moreMark(parts.length - count)].join(separator);
    if (joined.length <= limit) return joined;
  }
  return truncateRunes(moreMark(parts.length), limit);
}
