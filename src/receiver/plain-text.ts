/** Marks that turn text around or hide it; letters of right-to-left scripts are none of them. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** C0 and C1 but tab and line feed: they steer terminals, and JSON readers refuse some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it removes.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of a label or annotation without what could forge or hide lines; line feeds stay. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(CONTROLS, "")
    .replace(DIRECTION_MARKS, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The same on one line. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ");
}
