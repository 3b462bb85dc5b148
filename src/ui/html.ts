import { escapeHtml } from "../receiver/email/html.ts";

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** For a part that is left out. */
export const NOTHING = new Html("");

type Value = string | number | Html | readonly Html[];

/** A template whose values are escaped, for elements and double-quoted attributes; `Html` goes in as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, at) => part + textOf(values[at] ?? "")).join(""));
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escapeHtml(String(value));
}
