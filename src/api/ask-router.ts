import type { Env } from "../env.ts";
import type { AlertRouterRpc } from "../router/rpc.ts";

/** Shorter than the 30 s for which the platform is sure to let a request run on. */
export const ROUTER_TIMEOUT_MS = 20_000;

/** Asks a tenant's router; throws when it does, or when it takes longer than `ROUTER_TIMEOUT_MS`. */
export function askRouter<T>(
  env: Env,
  tenant: string,
  ask: (router: AlertRouterRpc) => Promise<T>,
): Promise<T> {
  return within(ROUTER_TIMEOUT_MS, ask(env.ALERT_ROUTER.getByName(tenant)));
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The router did not answer within ${limitMs} ms`)),
    limitMs,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
