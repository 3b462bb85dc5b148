import type { Config } from "../config/config.ts";
import { neededSecrets, receiverSecrets } from "../config/needed-secrets.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";
import { plainText } from "./answer.ts";
import { askProbers } from "./ask-prober.ts";
import { askRouter } from "./ask-router.ts";
import { type ApiContext, logOf } from "./context.ts";

/** A prober whose earliest start is overdue for longer has lost its alarm, and cron has not made up for it. */
export const PROBER_OVERDUE_MS = 120_000;

/** GET /-/healthy: the Worker runs. */
export function healthy(): Response {
  return plainText(200, "OK\n");
}

/** GET /-/ready: alerts can be taken, stored and delivered, and no alarm of ours is lost. */
export async function ready(c: ApiContext): Promise<Response> {
  const asked = await Promise.all([routerReasons(c), proberReasons(c)]);
  const reasons = [...missingSecrets(c.var.config, c.env).map(describeMissing), ...asked.flat()];
  return reasons.length === 0 ? plainText(200, "OK\n") : notReady(reasons);
}

export function notReady(reasons: readonly string[]): Response {
  return plainText(503, `${["not ready", ...reasons].join("\n")}\n`);
}

async function routerReasons(c: ApiContext): Promise<readonly string[]> {
  try {
    const answer = await askRouter(c.env, MAIN_TENANT, (router) => router.ready());
    if (answer.ready) return [];
    return answer.reasons.length > 0 ? answer.reasons : ["The router is not ready."];
  } catch (error) {
    logOf(c)("error", "router not ready", { tenant: MAIN_TENANT, error });
    return ["The router does not answer."];
  }
}

async function proberReasons(c: ApiContext): Promise<readonly string[]> {
  const asked = await askProbers(c.env, c.var.config, (prober) => prober.lateMs());
  return asked.flatMap((one) => {
    if (!one.ok) {
      logOf(c)("error", "prober not ready", { region: one.region, error: one.error });
      return [`The prober of region ${one.region} does not answer.`];
    }
    if (one.value < PROBER_OVERDUE_MS) return [];
    return [`The probes of region ${one.region} are ${Math.round(one.value / 1000)} s overdue.`];
  });
}

/** Names of secrets that are needed and not set; on a local edge where no receiver has one, only those of probes. */
export function missingSecrets(config: Config, env: Env): string[] {
  const isMissing = (name: string) => typeof env[name] !== "string" || env[name] === "";
  const missing = neededSecrets(config).filter(isMissing);
  const ofReceivers = receiverSecrets(config);
  if (!isLocalEdge(env) || !ofReceivers.every(isMissing)) return missing;
  // There the console receiver speaks for all of them.
  return missing.filter((name) => !ofReceivers.includes(name));
}

function describeMissing(name: string): string {
  return `The secret ${name} is not set.`;
}
