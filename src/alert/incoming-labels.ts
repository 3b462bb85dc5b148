import type { Labels } from "./labels.ts";
import { type Owner, readTexts } from "./raw.ts";
import { malformed, quoteText, RefusedError } from "./refuse.ts";
import { isLongerThan, utf8Length } from "./utf8.ts";

/** Without empty ones. Upstream sets no limit; Prometheus's own `label_limit` is rarely above this. */
export const MAX_LABELS = 64;

/** Of a value and of a name. With `MAX_LABELS` that is a quarter of the 2 MB that one row of a Durable Object's SQLite may take. */
export const MAX_LABEL_VALUE_BYTES = 4096;

/** Checks an alert's labels and drops the empty ones; throws `RefusedError`. */
export function readLabels(raw: unknown, owner: Owner): Labels {
  const labels = readTexts(raw, "labels", owner);
  let count = 0;
  let isClean = true;
  for (const name of Object.keys(labels)) {
    const value = labels[name] ?? "";
    checkLength(name, value, owner);
    if (value !== "") count++;
    isClean &&= value !== "" && name.isWellFormed() && value.isWellFormed();
  }
  checkCount(count, owner);
  return isClean ? labels : cleaned(labels);
}

function checkLength(name: string, value: string, owner: Owner): void {
  if (isLongerThan(value, MAX_LABEL_VALUE_BYTES)) {
    throw tooLong(`the value ${quoteText(value)} of label ${quoteText(name)}`, value, owner);
  }
  if (isLongerThan(name, MAX_LABEL_VALUE_BYTES))
    throw tooLong(`the label name ${quoteText(name)}`, name, owner);
}

function tooLong(what: string, text: string, owner: Owner): RefusedError {
  const size = `${utf8Length(text)} bytes; at most ${MAX_LABEL_VALUE_BYTES} are allowed`;
  return new RefusedError("label_too_long", `Cannot take ${owner()}: ${what} takes ${size}.`);
}

function checkCount(count: number, owner: Owner): void {
  if (count === 0) throw malformed(`Cannot take ${owner()}: it has no labels.`);
  if (count <= MAX_LABELS) return;
  const message = `Cannot take ${owner()}: it has ${count} labels; at most ${MAX_LABELS} are allowed.`;
  throw new RefusedError("too_many_labels", message);
}

/** Lone surrogates become U+FFFD, as in Go: storage would change them so, and then the key would no longer agree. */
function cleaned(labels: Labels): Labels {
  const full = Object.entries(labels).filter(([, value]) => value !== "");
  return Object.fromEntries(full.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
}
