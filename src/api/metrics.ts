import { MAIN_TENANT } from "../env.ts";
import type { Identity } from "../identity/identity.ts";
import { mergeMetrics } from "../watch/merge-metrics.ts";
import { askProbers } from "./ask-prober.ts";
import { askRouter } from "./ask-router.ts";
import { type ApiContext, logOf } from "./context.ts";

/** GET /metrics: the numbers of the caller's tenant; the probes are those of main. */
export async function scrape(c: ApiContext, caller: Identity): Promise<Response> {
  await shipDenials(c);
  const [own, probes] = await Promise.all([
    askRouter(c.env, caller.tenant, (router) => router.metrics()),
    caller.tenant === MAIN_TENANT ? probeMetrics(c) : [],
  ]);
  const text = probes.length === 0 ? own : mergeMetrics([own, ...probes]);
  return new Response(text, { headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" } });
}

/** A region that does not answer is missing from the scrape, which tells more than no scrape at all. */
async function probeMetrics(c: ApiContext): Promise<string[]> {
  const asked = await askProbers(c.env, c.var.config, (prober) => prober.metrics());
  for (const one of asked) {
    if (!one.ok) logOf(c)("error", "no metrics of a region", { region: one.region, error: one.error });
  }
  return asked.flatMap((one) => (one.ok ? [one.value] : []));
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
