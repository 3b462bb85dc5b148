import { text } from "./field.ts";
import type { Section } from "./section.ts";

/** Reads `external_url`: an http(s) base that paths are appended to, so without query, fragment or user. */
export function readExternalUrl(section: Section): string | undefined {
  const raw = section.read(text);
  if (raw === undefined) return undefined;
  const problem = problemOf(raw);
  if (problem === undefined) return raw.replace(/\/+$/, "");
  section.error(`Cannot use external_url ${JSON.stringify(raw)}: ${problem}`);
  return undefined;
}

function problemOf(raw: string): string | undefined {
  if (!URL.canParse(raw)) return "expected a URL such as https://watch.example.org";
  const url = new URL(raw);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return `expected http or https, got ${url.protocol}`;
  // `href` keeps a bare `?` or `#` that `search` and `hash` hide.
  if (/[?#]/.test(url.href)) return "it must not have a query or a fragment";
  if (url.username !== "" || url.password !== "") return "it must not hold a user or a password";
  return undefined;
}
