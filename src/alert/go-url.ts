// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what Go refuses
const CONTROL = /[\x00-\x1f\x7f]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
const USER = /^[A-Za-z0-9\-._:!$&'()*+,;=%~@]*$/;
const PORT = /^(?::\d*)?$/;
const IP_6 = /^[0-9a-f.]*:[0-9a-f:.]*(?:%25.+)?$/i;
/** Go lets a host escape what is not ASCII, and the per cent sign before a zone. */
const HOST = /^(?:[A-Za-z0-9!$&'()*+,;=:[\]<>"\-._~\u0080-\u{10ffff}]|%(?:25|[89a-f][0-9a-f]))*$/iu;

/**
 * Whether Go's url.ParseRequestURI takes the text, which is what upstream's API asks of a link: a path, or anything
 * behind a scheme. What comes after `#` is not looked at.
 */
export function isRequestUri(text: string): boolean {
  const [uri = ""] = text.split("#", 1);
  if (uri === "*") return true;
  const { scheme, path } = parse(uri);
  if (!path.startsWith("/")) return scheme !== "" && !CONTROL.test(uri);
  return !CONTROL.test(uri) && (scheme === "" ? !BROKEN_ESCAPE.test(path) : isHierarchy(path));
}

/** Whether Go's url.Parse takes the text, which is what upstream asks of `proxy_url`: nearly anything, and nothing too. */
export function isUrl(text: string): boolean {
  const [uri = ""] = text.split("#", 1);
  const { scheme, path } = parse(uri);
  if (CONTROL.test(text) || BROKEN_ESCAPE.test(text.slice(uri.length))) return false;
  if (scheme !== "" && !path.startsWith("/")) return true;
  // A colon in the first segment would end a scheme.
  if (/^[^/]*:/.test(path)) return false;
  return scheme === "" && path.startsWith("///") ? !BROKEN_ESCAPE.test(path) : isHierarchy(path);
}

function parse(uri: string): { readonly scheme: string; readonly path: string } {
  const scheme = SCHEME.exec(uri)?.[0] ?? "";
  const [path = ""] = uri.slice(scheme.length).split("?", 1);
  return { scheme, path };
}

/** A path, perhaps behind `//` and an authority. */
function isHierarchy(path: string): boolean {
  if (!path.startsWith("//")) return !BROKEN_ESCAPE.test(path);
  const [authority = ""] = path.slice(2).split("/", 1);
  return isAuthority(authority) && !BROKEN_ESCAPE.test(path.slice(2 + authority.length));
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  const host = authority.slice(at + 1);
  const isBracketed = host.startsWith("[");
  const portAt = isBracketed ? host.lastIndexOf("]") + 1 : host.lastIndexOf(":");
  if (isBracketed && !IP_6.test(host.slice(1, portAt - 1))) return false;
  const port = portAt < 0 ? "" : host.slice(portAt);
  return USER.test(user) && !BROKEN_ESCAPE.test(user) && PORT.test(port) && HOST.test(host);
}
