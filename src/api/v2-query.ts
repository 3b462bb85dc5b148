import type { ApiContext } from "./context.ts";

const truthy: ReadonlySet<string> = new Set("true 1 yes ok y on selected checked t enabled".split(" "));

/** A boolean of the query as upstream reads it: absent or empty is true, the last one counts, what is not true is false. */
export function readFlag(c: ApiContext, name: string): boolean {
  const value = queryValues(c, name).at(-1) ?? "";
  return value === "" || truthy.has(value.toLowerCase());
}

/** The values of a query parameter as Go reads them: a pair that is escaped wrongly, or holds a semicolon, is not there. */
export function queryValues(c: ApiContext, name: string): string[] {
  const [, query = ""] = cut(c.req.url, "?");
  return query.split("&").flatMap((pair) => {
    const [key, value] = cut(pair, "=");
    if (pair.includes(";") || unescapeQuery(key) !== name) return [];
    return unescapeQuery(value) ?? [];
  });
}

function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Undefined where an escape is broken. */
function unescapeQuery(text: string): string | undefined {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  if (/%(?![0-9a-f]{2})/i.test(spaced)) return undefined;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return unescapeBytes(spaced);
  }
}

/** Bytes that are not UTF-8 become marks: no label holds them either. Every escape is whole here. */
function unescapeBytes(text: string): string {
  const escaped = encodeURIComponent(text).replaceAll("%25", "%");
  const bytes = escaped.replaceAll(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
