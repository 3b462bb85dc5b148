export type Style = "plain" | "single" | "double" | "literal";

export interface Place {
  /** Inside brackets or braces. */
  readonly inFlow: boolean;
  /** A key that its value follows on the same line. */
  readonly isKey: boolean;
}

/** Line ends of YAML 1.1; yaml.v2 escapes the other two of them, as it does all that it cannot print. */
const BREAK = /[\n\u2028\u2029]/;

/** All but control characters, the byte order mark, and what lies beyond U+FFFF. */
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]|\ufeff/u;

const LOOSE_ENDS = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/;
const SPACE_BREAK = / [\n\u2028\u2029]/;
const BREAK_SPACE = /[\n\u2028\u2029] /;

/** What has a meaning of its own wherever it stands, and what has one inside brackets. */
const INDICATOR = /^(?:[#,[\]{}&*!|>'"%@`]|---|\.\.\.|[-?:](?: |$))|:(?: |$)|[ \n\u2028\u2029]#/;
const FLOW_INDICATOR = /[,?[\]{}:]/;

/** How libyaml's emitter, as Go has it, would write a text, by the places and quotes that it allows. */
export function chooseStyle(text: string, mayBePlain: boolean, { inFlow, isKey }: Place): Style {
  const isOdd = UNPRINTABLE.test(text) || SPACE_BREAK.test(text);
  if (text.includes("\n")) {
    return isOdd || inFlow || isKey || text.endsWith(" ") ? "double" : "literal";
  }
  if (!mayBePlain || isOdd) return "double";
  const isBusy = INDICATOR.test(text) || (inFlow && FLOW_INDICATOR.test(text));
  if (!isBusy && !LOOSE_ENDS.test(text) && !isMultiline(text)) return "plain";
  return BREAK_SPACE.test(text) || (isKey && isMultiline(text)) ? "double" : "single";
}

/** Whether a text spans lines, as only a key that is written with `?` may. */
export function isMultiline(text: string): boolean {
  return BREAK.test(text);
}

/** Escapes what yaml.v2 cannot print, and what ends a line or the quotes. */
export function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]|[\ufeff\u2028\u2029"\\]/gu, escapeOf);
}

/** The escapes that have a letter; any other is written by its code. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\0", "0"],
  ["\u0007", "a"],
  ["\b", "b"],
  ["\t", "t"],
  ["\n", "n"],
  ["\v", "v"],
  ["\f", "f"],
  ["\r", "r"],
  ["\u001b", "e"],
  ['"', '"'],
  ["\\", "\\"],
  ["\u0085", "N"],
  ["\u2028", "L"],
  ["\u2029", "P"],
]);

function escapeOf(character: string): string {
  const letter = ESCAPES.get(character);
  if (letter !== undefined) return `\\${letter}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
