import { compareUtf8 } from "./utf8.ts";

/** Label or annotation set: name to value. A label with the empty value is the same as no label. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The label's value, or the empty string. Asking the record itself would find
 * `constructor` and `__proto__` on every object; none of those is a string.
 */
export function labelValue(labels: Labels, name: string): string {
  const value: unknown = labels[name];
  return typeof value === "string" ? value : "";
}

/** Names in the order of their UTF-8 bytes. */
export function sortedNames(labels: Labels): string[] {
  const names = Object.keys(labels);
  return isSorted(names) ? names : names.sort(compareUtf8);
}

function isSorted(names: readonly string[]): boolean {
  let previous: string | undefined;
  for (const name of names) {
    if (previous !== undefined && compareUtf8(previous, name) > 0) return false;
    previous = name;
  }
  return true;
}

/** Equal for equal label sets and for no others: the key of maps. */
export function labelsKey(labels: Labels): string {
  // Go writes maps sorted, so nearly every set can be written as it came. Names
  // that look like array indexes come first in any object: the same in both forms.
  if (isSorted(Object.keys(labels))) return JSON.stringify(labels);
  const sorted = sortedNames(labels).map((name) => [name, labelValue(labels, name)]);
  return JSON.stringify(Object.fromEntries(sorted));
}

/** As Go prints a LabelSet: `{a="1", b="2"}`. */
export function formatLabels(labels: Labels): string {
  const pairs = sortedNames(labels).map((name) => `${name}=${goQuote(labelValue(labels, name))}`);
  return `{${pairs.join(", ")}}`;
}

/** The same labels without those that say nothing; the same object when there are none. */
export function withoutEmpty(labels: Labels): Labels {
  if (!Object.values(labels).includes("")) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
}

/** What all sets have in common with the first; as in upstream's templates, whoever lacks a name has it empty. */
export function commonLabels(sets: readonly Labels[]): Labels {
  const [first, ...others] = sets;
  if (first === undefined) return {};
  const shared = Object.entries(first).filter(([name, value]) =>
    others.every((labels) => labelValue(labels, name) === value),
  );
  return Object.fromEntries(shared);
}

/** Alerts in upstream's order: by job, then instance (those that lack it last), then all labels. */
export function sortByLabels<T extends { readonly labels: Labels }>(alerts: readonly T[]): T[] {
  return alerts.toSorted((a, b) => compareLabels(a.labels, b.labels));
}

/** Upstream's order of alerts: by job, then instance (those that lack it last), then all labels. */
export function compareLabels(a: Labels, b: Labels): number {
  return compareValues(a, b, "job") || compareValues(a, b, "instance") || compareLabelSets(a, b);
}

function compareValues(a: Labels, b: Labels, name: string): number {
  const left = labelValue(a, name);
  const right = labelValue(b, name);
  if (left === right) return 0;
  if (left === "") return 1;
  return right === "" ? -1 : compareUtf8(left, right);
}

/** Upstream's order of label sets: the smaller first; then by the first name, of both together, that only one has or whose values differ. */
export function compareLabelSets(a: Labels, b: Labels): number {
  const left = sortedNames(a);
  const right = sortedNames(b);
  if (left.length !== right.length) return left.length - right.length;

  for (const [index, name] of left.entries()) {
    // The lesser name is missing in the other set, which therefore comes first.
    const order =
      compareUtf8(right[index] ?? "", name) || compareUtf8(labelValue(a, name), labelValue(b, name));
    if (order !== 0) return order;
  }
  return 0;
}

const PLAIN = /^[ !#-[\]-~]*$/;
const QUOTE_OR_UNPRINTABLE = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

/** Go's strconv.Quote: double quotes, with escapes for what cannot be printed. */
export function goQuote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${text.toWellFormed().replace(QUOTE_OR_UNPRINTABLE, goEscape)}"`;
}

function goEscape(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
