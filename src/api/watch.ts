import type { Identity } from "../identity/identity.ts";
import { askRouter } from "./ask-router.ts";
import type { ApiContext } from "./context.ts";

/** GET /api/farwatch/v1/watch: every heartbeat and probe as it stands, and the verdict. */
export async function watch(c: ApiContext, caller: Identity): Promise<Response> {
  return Response.json(await askRouter(c.env, caller.tenant, (router) => router.watch()));
}

/** GET /api/farwatch/v1/uptime: availability, incidents and error budget of every heartbeat and probe. */
export async function uptime(c: ApiContext, caller: Identity): Promise<Response> {
  return Response.json(await askRouter(c.env, caller.tenant, (router) => router.uptime()));
}
