import type { IncomingHttpHeaders } from "node:http";
import { CF_HEADER, PROTO_HEADER } from "./worker-config.ts";

/** RFC 9110, 7.6.1: these speak of one connection, and ours to workerd is another. */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What Cloudflare sets itself, or strips from a client: nobody else may say who calls. */
const reserved: ReadonlySet<string> = new Set([
  CF_HEADER,
  PROTO_HEADER,
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-real-ip",
  "client-cert",
  "client-cert-chain",
  "mf-cf-blob",
]);

/** What the front knows of a request, from its connection. */
export interface Origin {
  readonly cfBlob: string;
  readonly protocol: "http" | "https";
  readonly address: string;
}

/** The headers for workerd, name and value in turn. `raw` is the same list as the client sent it. */
export function forwardHeaders(raw: readonly string[], origin: Origin): string[] {
  const dropped = namedByConnection(raw);
  const headers: string[] = [];
  let hasHost = false;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = [raw[at], raw[at + 1]];
    const key = name.toLowerCase();
    if (hopByHop.has(key) || reserved.has(key) || key.startsWith("cf-") || dropped.has(key)) continue;
    if (key === "host" && hasHost) continue;
    hasHost ||= key === "host";
    headers.push(name, value);
  }
  headers.push(CF_HEADER, origin.cfBlob, PROTO_HEADER, origin.protocol, "CF-Connecting-IP", origin.address);
  return headers;
}

/** `Connection: a, b` asks that the headers a and b go no further. */
function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== "connection") continue;
    for (const token of (raw[at + 1] ?? "").split(",")) named.add(token.trim().toLowerCase());
  }
  named.delete("host");
  return named;
}

/** The worker's headers for the client. */
export function backwardHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name.toLowerCase())));
}
