import { MAIN_TENANT } from "../env.ts";
import type { Identity } from "../identity/identity.ts";
import { askRouter } from "./ask-router.ts";
import { type ApiContext, logOf } from "./context.ts";

/** GET /metrics: the numbers of the caller's tenant. */
export async function scrape(c: ApiContext, caller: Identity): Promise<Response> {
  await shipDenials(c);
  const text = await askRouter(c.env, caller.tenant, (router) => router.metrics());
  return new Response(text, { headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" } });
}

/** Never fails: what could not be shipped is kept, and the scrape or request goes on. */
export async function shipDenials(c: ApiContext): Promise<void> {
  try {
    await c.var.denials.flush((counts) =>
      askRouter(c.env, MAIN_TENANT, (router) => router.noteDenied(counts)),
    );
  } catch (error) {
    logOf(c)("error", "denied callers not counted", { error });
  }
}
