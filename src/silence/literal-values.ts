import type { Matcher } from "../alert/matcher.ts";

/** `a|b`, `(a|b)` or `(?:a|b)` of plain characters and escaped punctuation, none of them empty: what UIs write. */
const PLAIN = /^(?:[^\\.+*?()|[\]{}^$]|\\[!-/:-@[-`{-~])+$/;

/** All values that a matcher allows, when its text names them; none when it may allow others, or a missing label. */
export function literalValues({ op, value }: Pick<Matcher, "op" | "value">): readonly string[] {
  if (op === "=") return value === "" ? [] : [value];
  if (op !== "=~") return [];
  const group = /^\((?:\?:)?(.*)\)$/s.exec(value);
  const alternatives = (group?.[1] ?? value).split("|");
  if (!alternatives.every((text) => PLAIN.test(text))) return [];
  return [...new Set(alternatives.map((text) => text.replace(/\\(.)/gs, "$1")))];
}
