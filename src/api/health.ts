import type { Config } from "../config/config.ts";
import { neededSecrets } from "../config/needed-secrets.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";
import { plainText } from "./answer.ts";
import { askRouter } from "./ask-router.ts";
import { type ApiContext, logOf } from "./context.ts";

/** GET /-/healthy: the Worker runs. */
export function healthy(): Response {
  return plainText(200, "OK\n");
}

/** GET /-/ready: alerts can be taken, stored and delivered. */
export async function ready(c: ApiContext): Promise<Response> {
  const reasons = [...missingSecrets(c.var.config, c.env).map(describeMissing), ...(await routerReasons(c))];
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

/** Names of secrets that the routing file needs and that are not set; none on a local edge where none is set. */
export function missingSecrets(config: Config, env: Env): string[] {
  const needed = neededSecrets(config);
  const missing = needed.filter((name) => typeof env[name] !== "string" || env[name] === "");
  // There the console receiver speaks for all of them.
  return isLocalEdge(env) && missing.length === needed.length ? [] : missing;
}

function describeMissing(name: string): string {
  return `The secret ${name} is not set.`;
}
