import { MAIN_TENANT } from "../env.ts";
import type { Identity } from "../identity/identity.ts";
import { plainText } from "./answer.ts";
import { askProber, LOOK_TIMEOUT_MS } from "./ask-prober.ts";
import type { ApiContext } from "./context.ts";

/**
 * POST /api/farwatch/v1/probes/:name/run: one look at once, from the probe's own region. It counts like any other,
 * unless `?debug=true` asks for the log of a run that counts for nothing.
 */
export async function runProbe(c: ApiContext, caller: Identity): Promise<Response> {
  const name = c.req.param("name") ?? "";
  // Probes are configured for main alone.
  const probes = caller.tenant === MAIN_TENANT ? c.var.config.edge.probes : [];
  const region = probes.find((probe) => probe.name === name)?.regions[0];
  if (region === undefined)
    return plainText(404, `Cannot run the probe ${JSON.stringify(name)}: no such probe.\n`);
  const isDebug = c.req.query("debug") === "true";
  const answer = isDebug
    ? await askProber(c.env, region, (prober) => prober.debug(name), LOOK_TIMEOUT_MS)
    : await askProber(c.env, region, (prober) => prober.runNow(name), LOOK_TIMEOUT_MS);
  return answer.ok ? Response.json(answer.value) : plainText(404, `${answer.error.message}.\n`);
}
