import type { HttpModule } from "../../config/config.ts";
import { down, unknown } from "./failure.ts";
import type { ProbeWorld } from "./probe.ts";
import { shownUrl } from "./target.ts";

/** One request of a chain of redirects. */
export interface HopRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly clientCertificate?: string;
}

export const USER_AGENT = "Farwatch";

/** Headers that another origin may see; each other one may be a credential, whatever its name. */
const harmlessHeaders: readonly string[] = ["accept", "accept-language", "content-type", "user-agent"];

/** The module's request for its target. */
export function firstRequest(
  module: HttpModule,
  target: string,
  world: Pick<ProbeWorld, "secret">,
): HopRequest {
  const url = httpUrl(target, undefined);
  if (url === undefined) throw unknown(`Cannot probe ${JSON.stringify(target)}: it is no http or https URL`);
  const headers = new Headers({ "user-agent": USER_AGENT });
  for (const { name, value } of module.headers) {
    const text = world.secret(value);
    // Asked without its credentials the target would refuse us, and we would call it down.
    if (text === undefined) throw unknown(`Cannot send the header ${name}: its secret is not set`);
    setHeader(headers, name, text);
  }
  const { body, clientCertificate } = module;
  return {
    ...withoutUserInfo(url, headers),
    method: module.method,
    ...(body === undefined ? {} : { body }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    // The platform's message would quote the value.
    throw unknown(`Cannot send the header ${name}: its name or value is not allowed in HTTP`);
  }
}

/** `https://user:password@host`: a header is made of it, while some `fetch` refuse such a URL. */
function withoutUserInfo(url: URL, headers: Headers): { readonly url: string; readonly headers: Headers } {
  const userInfo = [url.username, url.password].map(decodeURIComponent).join(":");
  if (userInfo !== ":" && !headers.has("authorization"))
    headers.set("authorization", `Basic ${Buffer.from(userInfo).toString("base64")}`);
  url.username = "";
  url.password = "";
  return { url: url.href, headers };
}

/** The request that a redirect asks for. Another origin gets no credentials, and what follows it neither. */
export function nextRequest(request: HopRequest, status: number, location: string): HopRequest {
  const url = httpUrl(location, request.url);
  if (url === undefined)
    throw down(
      `${shownUrl(request.url)} redirects to ${JSON.stringify(location)}, which is no http or https URL`,
    );
  const kept = turnsIntoGet(request.method, status) ? withoutBody(request) : request;
  if (url.origin === new URL(request.url).origin) return { ...kept, ...withoutUserInfo(url, kept.headers) };
  const { clientCertificate: _, ...bare } = kept;
  const headers = new Headers([...kept.headers].filter(([name]) => harmlessHeaders.includes(name)));
  url.username = "";
  url.password = "";
  return { ...bare, headers, url: url.href };
}

/** As browsers and Go do: 303 always, 301 and 302 for what carried a body. */
function turnsIntoGet(method: string, status: number): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return status === 303 || status === 302 || status === 301;
}

function withoutBody({ body: _, headers, ...request }: HopRequest): HopRequest {
  const bare = new Headers(headers);
  bare.delete("content-type");
  return { ...request, headers: bare, method: "GET" };
}

function httpUrl(text: string, base: string | undefined): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}
