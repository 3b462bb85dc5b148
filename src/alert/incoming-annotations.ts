import { MAX_LABEL_VALUE_BYTES } from "./incoming-labels.ts";
import type { Labels } from "./labels.ts";
import { type Owner, readTexts } from "./raw.ts";
import { cutUtf8, isLongerThan, utf8Length } from "./utf8.ts";

/** Longer ones are cut, never refused: an alert with half its description is worth more than none. */
export const MAX_ANNOTATION_BYTES = 8192;

/** Further ones are left out, because one row of a Durable Object's SQLite may take 2 MB. */
export const MAX_ANNOTATIONS = 64;

/** Stands in for the annotations that were left out. */
export const LEFT_OUT = "farwatch_left_out";

/** Checks an alert's annotations and cuts what is too long or too many; throws `RefusedError`. Absent means none. */
export function readAnnotations(raw: unknown, owner: Owner): Labels {
  if (raw === undefined || raw === null) return {};
  const annotations = readTexts(raw, "annotations", owner);
  const names = Object.keys(annotations);
  const fits =
    names.length <= MAX_ANNOTATIONS && names.every((name) => fitsWhole(name, annotations[name] ?? ""));
  return fits ? annotations : cutAll(Object.entries(annotations));
}

function fitsWhole(name: string, value: string): boolean {
  if (isLongerThan(name, MAX_LABEL_VALUE_BYTES) || isLongerThan(value, MAX_ANNOTATION_BYTES)) return false;
  return name.isWellFormed() && value.isWellFormed();
}

function cutAll(entries: readonly [string, string][]): Labels {
  const named = entries.filter(([name]) => !isLongerThan(name, MAX_LABEL_VALUE_BYTES));
  const allFit = named.length === entries.length && named.length <= MAX_ANNOTATIONS;
  // Room for the one that tells of the others.
  const kept = allFit ? named : named.slice(0, MAX_ANNOTATIONS - 1);
  const cut = kept.map(([name, value]) => [name.toWellFormed(), cutOne(value.toWellFormed())]);
  const note = `${entries.length - kept.length} annotations left out by Farwatch`;
  return Object.fromEntries(allFit ? cut : [...cut, [LEFT_OUT, note]]);
}

/** The mark stands inside the limit, so that a second Farwatch behind this one finds nothing to cut. */
function cutOne(value: string): string {
  if (!isLongerThan(value, MAX_ANNOTATION_BYTES)) return value;
  const kept = cutUtf8(value, MAX_ANNOTATION_BYTES - utf8Length(cutMark(Number.MAX_SAFE_INTEGER)));
  return kept + cutMark(utf8Length(value) - utf8Length(kept));
}

function cutMark(bytes: number): string {
  return ` … [cut by Farwatch: ${bytes} bytes]`;
}
