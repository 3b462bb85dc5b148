import type { Config } from "../config/config.ts";
import { edgeConfig } from "../edge-config.ts";
import { type Env, isLocalEdge } from "../env.ts";
import { channelOf } from "../receiver/receivers.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { allMetrics } from "../telemetry/metric-names.ts";
import { Registry } from "../telemetry/metrics.ts";
import { observeRouter } from "../telemetry/observe-router.ts";
import { secretValues } from "../telemetry/redact.ts";
import { createReporter, type Report } from "../telemetry/report.ts";
import { withConsoleFallback } from "./console-fallback.ts";
import type { CourierWorld } from "./courier.do.ts";
import { openRouter } from "./open.ts";
import { migrate } from "./schema.ts";
import { SqlStore } from "./sql-store.ts";
import type { RouterState } from "./state.ts";

/** What one router object has of the outside: storage, secrets, telemetry. */
export interface RouterWorld {
  readonly registry: Registry;
  readonly log: Log;
  readonly report: Report;
  readonly courier: Omit<CourierWorld, "settle">;
  /** Reads storage anew: at the start, and after a failed write, when memory no longer mirrors it. */
  open(now: number): RouterState;
}

/** Throws when the configuration does not load or storage is newer than this code: the object must not run then. */
export function openWorld(ctx: DurableObjectState, env: Env): RouterWorld {
  const config = effectiveConfig(env);
  const secrets = secretValues(env, config);
  const registry = new Registry(allMetrics);
  const log = createLog({ secrets });
  const observe = observeRouter(registry, log);
  const release = env.CF_VERSION?.id ?? "dev";
  const environment = isLocalEdge(env) ? "local" : "cloudflare";
  ctx.storage.transactionSync(() => migrate(ctx.storage.sql));
  const store = new SqlStore(ctx.storage.sql);
  return {
    registry,
    log,
    report: createReporter({ dsn: env.SENTRY_DSN, release, environment, context: ctx, secrets }),
    courier: courierWorld(config, env, secrets),
    open: (now) => ctx.storage.transactionSync(() => openRouter(config, store, now, observe, Math.random)),
  };
}

function effectiveConfig(env: Env): Config {
  const { config, diagnostics } = edgeConfig();
  if (config === undefined)
    throw new Error(`Cannot load the configuration: ${diagnostics[0]?.message ?? "no reason"}`);
  return isLocalEdge(env) ? withConsoleFallback(config, (name) => secret(env, name) !== undefined) : config;
}

function courierWorld(config: Config, env: Env, secrets: readonly string[]): Omit<CourierWorld, "settle"> {
  const externalUrl = config.edge.externalUrl ?? env.LOCAL_URL ?? "";
  return {
    fetch: (url, init) => fetch(url, init),
    secret: (ref) => ("value" in ref ? ref.value : secret(env, ref.env)),
    ...(env.EMAIL === undefined ? {} : { email: env.EMAIL }),
    print: (text) => console.log(text),
    secrets,
    channelOf,
    renderContext: (now) => ({ externalUrl, timezone: config.edge.timezone, now }),
  };
}

function secret(env: Env, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
