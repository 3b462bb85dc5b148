import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { plainText } from "./answer.ts";
import { type ApiContext, type AppDeps, type AppEnv, logFor, logOf, reportOf } from "./context.ts";
import { cors } from "./cors.ts";
import { DenialLedger } from "./denials.ts";
import { admit, refuseMethod, refuseUnlisted } from "./gate.ts";
import { notReady } from "./health.ts";
import { shipDenials } from "./metrics.ts";
import { routes } from "./routes.ts";
import { v2Json } from "./v2-answer.ts";

/** Builds the app from the table of routes: nothing else can be served. */
export function buildApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>({ strict: false });
  app.use(prepare(deps));
  app.use("/api/v2/*", cors);
  for (const [path, listed] of Map.groupBy(routes, (route) => route.path)) {
    for (const route of listed) app.on(route.method, path, (c) => admit(c, route, listed));
    app.all(path, (c) => refuseMethod(c, listed));
  }
  app.notFound(refuseUnlisted);
  app.onError(fail);
  return app;
}

/** Without a configuration there is no identity and no route: every request is answered 503, which senders repeat. */
function prepare(deps: AppDeps) {
  const denials = new DenialLedger(deps.now);
  let logged = false;
  return createMiddleware<AppEnv>(async (c, next) => {
    const loaded = deps.loadConfig();
    if (!loaded.config) {
      const log = logFor(deps, c.env, undefined);
      if (!logged) log("error", "configuration does not load", { diagnostics: loaded.diagnostics });
      logged = true;
      return notReady(["The configuration does not load: `npm run farwatch -- check` says where."]);
    }
    c.set("deps", deps);
    c.set("loaded", loaded);
    c.set("config", loaded.config);
    c.set("denials", denials);
    await next();
    if (denials.isDue()) c.executionCtx.waitUntil(shipDenials(c));
  });
}

/** The one funnel for what was not foreseen. Never 4xx: senders drop those, and the fault is ours. */
function fail(error: Error, c: ApiContext): Response {
  logOf(c)("error", "request failed", { method: c.req.method, path: c.req.routePath, error });
  reportOf(c)(error, { method: c.req.method, route: c.req.routePath });
  const sentence = "Farwatch failed to do this; try again.";
  return c.req.path.startsWith("/api/v2/") ? v2Json(503, sentence) : plainText(503, `${sentence}\n`);
}
