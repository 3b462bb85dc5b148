/** One attribute of a distinguished name, `value` escaped as RFC 2253 asks, but for characters beyond ASCII. */
interface Attribute {
  readonly type: string;
  readonly value: string;
}

/** Relative names in the certificate's order; most hold one attribute. */
type Name = readonly (readonly Attribute[])[];

/**
 * As OpenSSL prints it with `-nameopt RFC2253`, and Cloudflare shows it. `lines` is what Node's `X509Certificate`
 * gives: one relative name a line. `values` are the DER elements of the same attributes, in the same order.
 */
export function rfc2253(lines: string | undefined, values: readonly Buffer[]): string {
  const name = withDumps(parseLines(lines), values);
  return name
    .map((relative) => relative.map(({ type, value }) => `${type}=${escapeBeyondAscii(value)}`).reverse())
    .map((relative) => relative.join("+"))
    .reverse()
    .join(",");
}

/** As OpenSSL's oneline form has it, `/C=US/CN=x`. */
export function legacyName(lines: string | undefined): string {
  return parseLines(lines)
    .map((relative) => relative.map(({ type, value }) => `${type}=${onelineEscape(unescape2253(value))}`))
    .map((relative) => `/${relative.join("+")}`)
    .join("");
}

/** Node joins the attributes of one relative name by ` + `; a plus inside a value has a backslash before it. */
function parseLines(lines: string | undefined): Name {
  if (lines === undefined || lines === "") return [];
  return lines.split("\n").map((line) =>
    line.split(" + ").map((attribute) => {
      const at = attribute.indexOf("=");
      return { type: attribute.slice(0, at), value: attribute.slice(at + 1) };
    }),
  );
}

/** A type that OpenSSL has no name for is shown with its value's DER in hex: nobody knows what it means. */
function withDumps(name: Name, values: readonly Buffer[]): Name {
  let position = 0;
  return name.map((relative) =>
    relative.map(({ type, value }) => {
      const der = values[position++];
      return /^\d/.test(type) && der !== undefined
        ? { type, value: `#${der.toString("hex").toUpperCase()}` }
        : { type, value };
    }),
  );
}

function escapeBeyondAscii(value: string): string {
  return value.replace(/[^\0-\x7f]+/g, (text) => escapeBytes(text, "\\"));
}

/** Separators get a backslash (since OpenSSL 3), and bytes beyond printable ASCII their number. */
function onelineEscape(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[/+]/g, "\\$&")
    .replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function escapeBytes(text: string, prefix: string): string {
  const pairs = Buffer.from(text).toString("hex").toUpperCase().match(/../g) ?? [];
  return pairs.map((pair: string) => prefix + pair).join("");
}

function unescape2253(value: string): Buffer {
  const parts = value.match(/\\[0-9A-F]{2}|\\.|[^\\]+/gsu) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (/^\\[0-9A-F]{2}$/.test(part)) return Buffer.from(part.slice(1), "hex");
      return Buffer.from(part.startsWith("\\") ? part.slice(1) : part);
    }),
  );
}
