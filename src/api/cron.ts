import { type Env, MAIN_TENANT } from "../env.ts";
import { tenantsInForce } from "../identity/identities.ts";
import { askRouter } from "./ask-router.ts";
import { type AppDeps, logFor } from "./context.ts";

/** Each minute: lets every tenant's router run what is overdue. One that fails does not keep the others from it. */
export async function tickTenants(deps: AppDeps, env: Env): Promise<void> {
  const { config } = deps.loadConfig();
  const log = logFor(deps, env, config);
  if (!config) log("error", "configuration does not load");
  const tenants = config ? tenantsInForce(config, env) : [MAIN_TENANT];
  const ticks = tenants.map(async (tenant) => {
    try {
      await askRouter(env, tenant, (router) => router.tick());
    } catch (error) {
      log("error", "tick failed", { tenant, error });
    }
  });
  await Promise.all(ticks);
}
