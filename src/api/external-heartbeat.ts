import type { Config, SecretRef } from "../config/config.ts";
import { type Env, MAIN_TENANT } from "../env.ts";
import { askRouter } from "./ask-router.ts";
import { type AppDeps, logFor } from "./context.ts";

/** Far under the minute after which it is fetched again. */
export const EXTERNAL_HEARTBEAT_TIMEOUT_MS = 10_000;

/** Fetches `external_heartbeat_url`, where there is one. Never throws: a failure is logged and counted. */
export async function pingExternal(deps: AppDeps, env: Env, config: Config): Promise<void> {
  const { externalHeartbeatUrl } = config.edge;
  if (externalHeartbeatUrl === undefined) return;
  const failure = await fetchExternal(urlOf(externalHeartbeatUrl, env));
  if (failure === undefined) return;
  const log = logFor(deps, env, config);
  log("error", "external heartbeat failed", { error: failure });
  try {
    await askRouter(env, MAIN_TENANT, (router) => router.noteExternalHeartbeatFailure());
  } catch (error) {
    log("error", "external heartbeat not counted", { error });
  }
}

/** Why it was not taken; undefined when it was. */
async function fetchExternal(url: string | undefined): Promise<unknown> {
  if (url === undefined) return "its secret is not set";
  try {
    const signal = AbortSignal.timeout(EXTERNAL_HEARTBEAT_TIMEOUT_MS);
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok ? undefined : `it was answered ${response.status}`;
  } catch (error) {
    return error;
  }
}

function urlOf(ref: SecretRef, env: Env): string | undefined {
  if ("value" in ref) return ref.value;
  const value = env[ref.env];
  return typeof value === "string" && value !== "" ? value : undefined;
}
