import type { Identity } from "../identity/identity.ts";
import type { AlertRouterRpc, Listed } from "../router/rpc.ts";
import { readAlertQuery } from "./alert-query.ts";
import { askRouter } from "./ask-router.ts";
import type { ApiContext } from "./context.ts";
import { v2Json, v2Passed } from "./v2-answer.ts";
import { refuseFormat } from "./v2-request.ts";

/** GET /api/v2/alerts: what fires now, by fingerprint. */
export async function getAlerts(c: ApiContext, caller: Identity): Promise<Response> {
  return refuseFormat(c) ?? (await listed(c, caller, (router) => router.listAlerts(readAlertQuery(c))));
}

/** GET /api/v2/alerts/groups: the same by route and group labels. */
export async function getAlertGroups(c: ApiContext, caller: Identity): Promise<Response> {
  return refuseFormat(c) ?? (await listed(c, caller, (router) => router.listGroups(readAlertQuery(c))));
}

async function listed(
  c: ApiContext,
  caller: Identity,
  ask: (router: AlertRouterRpc) => Promise<Listed>,
): Promise<Response> {
  const list = await askRouter(c.env, caller.tenant, ask);
  return list.ok ? v2Passed(list.value) : v2Json(400, list.error);
}
