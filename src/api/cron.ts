import type { Config } from "../config/config.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";
import { tenantsInForce } from "../identity/identities.ts";
import { createCheckIn } from "../telemetry/report.ts";
import { runningRegions } from "../watch/region.ts";
import { askProber } from "./ask-prober.ts";
import { askRouter } from "./ask-router.ts";
import { type AppDeps, logFor } from "./context.ts";
import { pingExternal } from "./external-heartbeat.ts";

/** Calls of one prober in one minute: each starts eight probes, and no region has more than these can start. */
export const MAX_TICKS_PER_PROBER = 20;

/** What the minute's work needs of its invocation. */
export interface CronContext {
  waitUntil(work: Promise<unknown>): void;
}

/**
 * Each minute: lets every router and every prober run what is overdue, and tells those who watch us that it was done.
 * They hear nothing while it fails, for then they should speak.
 */
export async function runMinute(deps: AppDeps, env: Env, ctx: CronContext): Promise<void> {
  const startedAt = deps.now();
  const { config } = deps.loadConfig();
  const ticks = await Promise.all([tickTenants(deps, env), config ? tickProbers(deps, env, config) : true]);
  const isWell = config !== undefined && ticks.every((tick) => tick);
  if (isWell) await pingExternal(deps, env, config);
  checkInOf(env, ctx)(isWell ? "ok" : "error", (deps.now() - startedAt) / 1000);
}

/** Lets every tenant's router run what is overdue. One that fails does not keep the others from it; true when none does. */
export async function tickTenants(deps: AppDeps, env: Env): Promise<boolean> {
  const { config } = deps.loadConfig();
  const log = logFor(deps, env, config);
  if (!config) log("error", "configuration does not load");
  const tenants = config ? tenantsInForce(config, env) : [MAIN_TENANT];
  const ticks = tenants.map(async (tenant) => {
    try {
      await askRouter(env, tenant, (router) => router.tick());
      return true;
    } catch (error) {
      log("error", "tick failed", { tenant, error });
      return false;
    }
  });
  return (await Promise.all(ticks)).every((isDone) => isDone);
}

/** The same for every region that runs probes. */
export async function tickProbers(deps: AppDeps, env: Env, config: Config): Promise<boolean> {
  const ticks = runningRegions(config.edge.probes).map(async (region) => {
    try {
      await tickProber(env, region);
      return true;
    } catch (error) {
      logFor(deps, env, config)("error", "tick failed", { region, error });
      return false;
    }
  });
  return (await Promise.all(ticks)).every((isDone) => isDone);
}

async function tickProber(env: Env, region: string): Promise<void> {
  for (let calls = 0; calls < MAX_TICKS_PER_PROBER; calls += 1) {
    if (!(await askProber(env, region, (prober) => prober.tick()))) return;
  }
}

function checkInOf(env: Env, context: CronContext) {
  return createCheckIn({
    dsn: env.SENTRY_DSN,
    release: env.CF_VERSION?.id ?? "unknown",
    environment: isLocalEdge(env) ? "local" : "production",
    context,
  });
}
