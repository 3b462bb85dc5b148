import { parse, stringify } from "yaml";

/** Alertmanager's own word for what it does not show; its loader reads it back. */
const SECRET = "<secret>";

/** Every field of Alertmanager's schema that holds a secret ends so; one that ends in `_file` only names one. */
const secretKey = /(?:^|_)(?:password|secrets?|token|credentials|key)$/;

/** The routing file as a caller may see it: no comments, no secrets, and of every address only its host. */
export function maskRouting(text: string): string {
  // amtool reads YAML 1.1, where a bare `yes` is not a text.
  return stringify(mask(parse(text), false), { version: "1.1", aliasDuplicateObjects: false });
}

function mask(node: unknown, isSecret: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => mask(item, isSecret));
  if (typeof node === "object" && node !== null) {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, mask(value, secretKey.test(key))]),
    );
  }
  if (typeof node !== "string" || node === "") return node;
  if (/^https?:\/\//i.test(node)) return maskUrl(node);
  return isSecret ? SECRET : node;
}

/** Still an address, because amtool's loader wants one; webhook paths, user names and queries may be passwords. */
function maskUrl(text: string): string {
  if (!URL.canParse(text)) return SECRET;
  const url = new URL(text);
  return text === url.origin || text === `${url.origin}/` ? text : `${url.origin}/${SECRET}`;
}
