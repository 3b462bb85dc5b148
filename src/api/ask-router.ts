import type { Env } from "../env.ts";
import type { AlertRouterRpc } from "../router/rpc.ts";
import { within } from "../watch/within.do.ts";

/** Shorter than the 30 s for which the platform is sure to let a request run on. */
export const ROUTER_TIMEOUT_MS = 20_000;

/** Asks a tenant's router; throws when it does, or when it takes longer than `ROUTER_TIMEOUT_MS`. */
export function askRouter<T>(
  env: Env,
  tenant: string,
  ask: (router: AlertRouterRpc) => Promise<T>,
): Promise<T> {
  const asked = ask(env.ALERT_ROUTER.getByName(tenant));
  return within(ROUTER_TIMEOUT_MS, asked, `The router did not answer within ${ROUTER_TIMEOUT_MS} ms`);
}
