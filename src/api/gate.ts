import type { Config } from "../config/config.ts";
import { isLocalEdge } from "../env.ts";
import { identify } from "../identity/identify.ts";
import { identitiesInForce } from "../identity/identities.ts";
import type { Caller, DenialReason, Identity } from "../identity/identity.ts";
import { forbidden, movedTo, notFound } from "./answer.ts";
import { type ApiContext, logOf } from "./context.ts";
import type { Host, Route } from "./route.ts";
import { v2Fault } from "./v2-answer.ts";

/** A logged path is cut here: whoever is denied chooses it. */
export const MAX_LOGGED_PATH_CHARS = 200;

/** Serves a listed route to whom it is listed for; `siblings` are those of its path. */
export function admit(
  c: ApiContext,
  listed: Route,
  siblings: readonly Route[],
): Response | Promise<Response> {
  const route = inForce(listed, c.var.config);
  if (!servesHere(c, route.host)) return refuseUnlisted(c);
  if (route.roles === "open") return route.handle(c);
  const caller = callerOf(c);
  if (caller.kind === "denied") return deny(c, caller.reason);
  if (!route.roles.some((role) => caller.roles.includes(role))) return deny(c, "missing_role", caller);
  if (isForged(c)) return deny(c, "cross_site", caller);
  // Hono answers HEAD by GET; upstream's API does not know it, and no other guarded route than a page needs it.
  if (c.req.method === "HEAD" && listed.roles !== "open") return refuseMethod(c, siblings);
  return route.handle(c, caller);
}

/**
 * A page of another site can make a browser post with its certificate, and hears nothing of it. Upstream's API takes only
 * posts for which the browser asks first, which `cors` allows without certificates alone.
 */
function isForged(c: ApiContext): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  const isElsewhere = site === "cross-site" || site === "same-site";
  return isElsewhere && c.req.method === "POST" && !c.req.path.startsWith("/api/v2/");
}

/** A route as the configuration wants it: `runbooks: identified` guards the pages. */
function inForce(route: Route, config: Config): Route {
  if (route.roles !== "open" || route.identified === undefined) return route;
  return config.edge.runbooks === "public" ? route : { ...route, ...route.identified };
}

/** What is not listed is there for nobody; only an identity is told so. */
export function refuseUnlisted(c: ApiContext): Response {
  const caller = callerOf(c);
  if (caller.kind === "denied") return deny(c, caller.reason);
  // Hono leaves out a slash at the end.
  const { pathname, search } = new URL(c.req.url);
  if (pathname === "/api/v2") return movedTo(`/api/v2/${search}`, c.req.method);
  if (!pathname.startsWith("/api/v2/")) return notFound();
  return v2Fault({ code: 404, message: `path ${pathname} was not found` });
}

/** A listed path asked with another method; `listed` are the routes of that path. */
export function refuseMethod(c: ApiContext, listed: readonly Route[]): Response {
  const here = listed.filter((route) => servesHere(c, route.host));
  const caller = callerOf(c);
  const isV2 = c.req.path.startsWith("/api/v2/");
  if (caller.kind === "denied" || !isV2 || here.length === 0) return refuseUnlisted(c);
  const allow = here
    .map((route) => route.method)
    .sort()
    .join(",");
  const message = `method ${c.req.method} is not allowed, but [${allow}] are`;
  return v2Fault({ code: 405, message }, { Allow: allow });
}

function deny(c: ApiContext, reason: DenialReason, identity?: Identity): Response {
  c.var.denials.note(reason);
  logOf(c)("warn", "caller denied", {
    reason,
    method: c.req.method,
    path: c.req.path.slice(0, MAX_LOGGED_PATH_CHARS),
    client: c.req.header("CF-Connecting-IP"),
    identity: identity?.name,
    tenant: identity?.tenant,
  });
  return forbidden();
}

function callerOf(c: ApiContext): Caller {
  // Hono types the request without Cloudflare's properties; headers that imitate them are never read.
  const { cf } = c.req.raw as Request<unknown, IncomingRequestCfProperties>;
  const credentials = { certificate: cf?.tlsClientAuth, authorization: c.req.header("Authorization") };
  return identify(credentials, identitiesInForce(c.var.config, c.env), c.env.OPERATOR_TOKEN);
}

export function servesHere(c: ApiContext, host: Host | "any"): boolean {
  return host === "any" || isLocalEdge(c.env) || host === hostOf(c.req.url, c.var.config);
}

/** The people's host is that of `external_url`; every other name is a machine host and holds the stricter routes. */
export function hostOf(url: string, config: Pick<Config, "edge">): Host {
  const { externalUrl } = config.edge;
  return externalUrl !== undefined && new URL(externalUrl).host === new URL(url).host ? "people" : "machine";
}
