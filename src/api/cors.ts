import { createMiddleware } from "hono/factory";
import type { ApiContext, AppEnv } from "./context.ts";
import { servesHere } from "./gate.ts";

/** What upstream lets pages of other origins use: none of them expires a silence. */
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "POST"]);
const requestHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "x-requested-with"]);

/**
 * Cross-origin requests to the API, as upstream allows them: of any origin, and never with what the browser holds, be it
 * a cookie or a certificate. A preflight carries neither, so it is answered to everybody, and the same whatever is there.
 */
export const cors = createMiddleware<AppEnv>(async (c, next) => {
  const isHere = servesHere(c, "machine");
  if (isHere && isPreflight(c)) return preflight(c);
  await next();
  // Who is denied stays so to the page that asked in his name.
  if (isHere && c.res.status !== 403 && isAllowed(c, c.req.method)) {
    c.res.headers.set("Access-Control-Allow-Origin", "*");
  }
});

function isPreflight(c: ApiContext): boolean {
  return c.req.method === "OPTIONS" && Boolean(c.req.header("Access-Control-Request-Method"));
}

function isAllowed(c: ApiContext, method: string): boolean {
  return Boolean(c.req.header("Origin")) && methods.has(method);
}

function preflight(c: ApiContext): Response {
  const headers = new Headers({
    Vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  });
  const method = c.req.header("Access-Control-Request-Method") ?? "";
  const asked = c.req.header("Access-Control-Request-Headers") ?? "";
  const names = asked.split(",").map((name) => name.trim());
  if (isAllowed(c, method) && names.every((name) => name === "" || requestHeaders.has(name))) {
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Access-Control-Allow-Methods", method);
    if (asked !== "") headers.set("Access-Control-Allow-Headers", asked);
  }
  return new Response(null, { status: 204, headers });
}
