/** `scheme://user@host`, path, query and fragment, as Go's net/url takes them apart. */
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?(?:#(.*))?$/is;

/** Characters that Go leaves alone in a path that was written with them. */
const PATH = /^(?:[\w.~!$&'()*+,;=:@[\]/-]|%[0-9a-f]{2})*$/i;
const FRAGMENT = /^(?:[\w.~!$&'()*+,;=:@[\]/?-]|%[0-9a-f]{2})*$/i;

/** A URL as Go writes it back after parsing: what it would escape is escaped, the rest stays. */
export function goUrl(text: string): string {
  const match = PARTS.exec(text);
  if (match === null) return text;
  const [, scheme = "", user, host = "", path = "", query = "", fragment = ""] = match;
  const login = user === undefined ? "" : `${userinfo(user)}@`;
  const place = PATH.test(path) ? path : escaped(decoded(path), /[\w.~$&+,/:;=@-]/);
  const end = FRAGMENT.test(fragment) ? fragment : escaped(decoded(fragment), /[\w.~!$&()*+,/:;=?@-]/);
  return `${scheme.toLowerCase()}://${login}${escapeHost(host)}${place}${query}${end && `#${end}`}`;
}

/** The same with its password, if it has one, as Prometheus's libraries hide it. */
export function redactedUrl(text: string): string {
  return goUrl(text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#:@]*:)[^/?#]*@/i, "$1xxxxx@"));
}

function userinfo(text: string): string {
  const [name = "", ...password] = text.split(":");
  const encode = (part: string) => escaped(decoded(part), /[\w.~$&+,;=-]/);
  return password.length === 0 ? encode(name) : `${encode(name)}:${encode(password.join(":"))}`;
}

function escapeHost(host: string): string {
  return escaped(decoded(host), /[\w.~!$&'()*+,;=:[\]<>"-]/);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not UTF-8 behind its escapes: left as it is written.
  }
}

function escaped(text: string, kept: RegExp): string {
  return [...text].map((character) => (kept.test(character) ? character : percentOf(character))).join("");
}

function percentOf(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
