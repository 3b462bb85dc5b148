import { type Field, textOf } from "../config/original/field.ts";
import { formatGoDuration, parseGoDuration } from "./go-duration.ts";

/** A duration in Go's own form, as the fields of receivers hold it. */
export const goDuration: Field = (node) => formatGoDuration(milliseconds(textOf(node)));

export function goDurationUnlessZero(otherwise?: string): Field {
  return (node) => {
    if (node === undefined) return otherwise;
    const ms = milliseconds(textOf(node));
    return ms === 0 ? undefined : formatGoDuration(ms);
  };
}

function milliseconds(text: string): number {
  const parsed = parseGoDuration(text);
  return parsed.ok ? parsed.value : 0;
}
