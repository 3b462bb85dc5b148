import type { YamlMap, YamlScalar, YamlValue } from "./value.ts";

/** The entries of a map as yaml.v2 orders them: numbers first, then texts, letters after other characters and `x9` before `x10`. */
export function sortedEntries(map: YamlMap): readonly (readonly [YamlScalar, YamlValue])[] {
  return [...map].sort(([a], [b]) => compareKeys(a, b));
}

function compareKeys(a: YamlScalar, b: YamlScalar): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts([...a], [...b]);
  const byKind = kindRank(a) - kindRank(b);
  return isNumeric(a) && isNumeric(b) ? Number(a) - Number(b) || byKind : byKind;
}

function isNumeric(key: YamlScalar): boolean {
  return key !== null && typeof key !== "string";
}

/** Go's own order of kinds. */
const KINDS = ["boolean", "bigint", "number", "object", "string"];

function kindRank(key: YamlScalar): number {
  return KINDS.indexOf(typeof key);
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left = "", right = ""] = [a[i], b[i]];
    if (left !== right) return compareFrom(a, b, i);
  }
  return a.length - b.length;
}

/** At the first character that differs. */
function compareFrom(a: readonly string[], b: readonly string[], at: number): number {
  const [left = "", right = ""] = [a[at], b[at]];
  const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (isLetter(left) && isLetter(right)) return byCode;
  if (isLetter(left) || isLetter(right)) return isLetter(left) ? 1 : -1;
  // A zero inside a number counts: `100` and `1a` differ at a zero that does not begin its number.
  const lead = (left === "0" || right === "0") && isInsideNumber(a, at) ? "1" : "";
  const [x, y] = [digitsAt(a, at), digitsAt(b, at)];
  return Number(lead + x) - Number(lead + y) || x.length - y.length || byCode;
}

function digitsAt(text: readonly string[], at: number): string {
  let end = at;
  while (/^\p{Nd}$/u.test(text[end] ?? "")) end++;
  return text.slice(at, end).join("");
}

function isInsideNumber(text: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && /^\p{Nd}$/u.test(text[i] ?? ""); i--) if (text[i] !== "0") return true;
  return false;
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}
