import type { Config } from "../config/config.ts";
import { IMITATED_VERSION } from "../config/original/version.ts";
import { edgeConfig } from "../edge-config.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";
import { channelOf } from "../receiver/receivers.ts";
import { createLog, joined, type Log, writeToConsole } from "../telemetry/log.ts";
import { ALERTMANAGER_BUILD_INFO, allMetrics, BUILD_INFO } from "../telemetry/metric-names.ts";
import { Registry } from "../telemetry/metrics.ts";
import { observeRouter } from "../telemetry/observe-router.ts";
import { secretValues } from "../telemetry/redact.ts";
import { createReporter, type Report } from "../telemetry/report.ts";
import type { Look, ProberRpc } from "../watch/prober-rpc.ts";
import { proberIn } from "../watch/region.ts";
import { within } from "../watch/within.do.ts";
import { withConsoleFallback } from "./console-fallback.ts";
import type { CourierReach } from "./courier.do.ts";
import { openRouter } from "./open.ts";
import { migrate } from "./schema.ts";
import { SqlStore } from "./sql-store.ts";
import type { RouterState } from "./state.ts";

/** A look takes a timeout of at most 10 s, and as much again to confirm it; by then nobody waits for it any more. */
export const LOOK_TIMEOUT_MS = 30_000;

/** What one router object has of the outside: storage, secrets, telemetry. */
export interface RouterWorld {
  readonly registry: Registry;
  readonly log: Log;
  readonly report: Report;
  readonly courier: CourierReach;
  /** When this process began to hear pings, where that is known. */
  readonly hearsSince?: number;
  /** A fresh look at a probe from its own region; undefined when no answer came in time. */
  look(probe: string): Promise<Look | undefined>;
  /** Reads storage anew: at the start, and after a failed write, when memory no longer mirrors it. */
  open(now: number): RouterState;
}

/** Throws when the configuration does not load or storage is newer than this code: the object must not run then. */
export function openWorld(ctx: DurableObjectState, env: Env): RouterWorld {
  const config = effectiveConfig(env, ctx.id.equals(env.ALERT_ROUTER.idFromName(MAIN_TENANT)));
  const secrets = secretValues(env, config);
  const registry = new Registry(allMetrics);
  const log = createLog({ secrets, write: isLocalEdge(env) ? joined(writeToConsole) : writeToConsole });
  const observe = observeRouter(registry, log);
  const release = env.CF_VERSION?.id ?? "dev";
  registry.set(BUILD_INFO, { version: release }, 1);
  registry.set(ALERTMANAGER_BUILD_INFO, { version: IMITATED_VERSION }, 1);
  const environment = isLocalEdge(env) ? "local" : "cloudflare";
  ctx.storage.transactionSync(() => migrate(ctx.storage.sql));
  const store = new SqlStore(ctx.storage.sql);
  return {
    registry,
    log,
    report: createReporter({ dsn: env.SENTRY_DSN, release, environment, context: ctx, secrets }),
    courier: courierReach(config, env, secrets),
    ...hearsSince(env),
    look: (probe) => look(config, env, log, probe),
    open: (now) => ctx.storage.transactionSync(() => openRouter(config, store, now, observe, Math.random)),
  };
}

/** What is watched belongs to the main tenant: elsewhere it would be heard of by nobody, and missed. */
function effectiveConfig(env: Env, isMain: boolean): Config {
  const { config, diagnostics } = edgeConfig();
  if (config === undefined)
    throw new Error(`Cannot load the configuration: ${diagnostics[0]?.message ?? "no reason"}`);
  const own = isMain ? config : { ...config, edge: { ...config.edge, heartbeats: [], probes: [] } };
  return isLocalEdge(env) ? withConsoleFallback(own, (name) => secret(env, name) !== undefined) : own;
}

function hearsSince({ FARWATCH_STARTED_AT: text }: Env): { readonly hearsSince?: number } {
  const since = Number(text);
  return text === undefined || !Number.isFinite(since) ? {} : { hearsSince: since };
}

async function look(config: Config, env: Env, log: Log, name: string): Promise<Look | undefined> {
  const region = config.edge.probes.find((probe) => probe.name === name)?.regions[0];
  if (region === undefined) return undefined;
  try {
    const prober: ProberRpc = proberIn(env.PROBER, region);
    const answer = await within(
      LOOK_TIMEOUT_MS,
      prober.runNow(name),
      `no answer within ${LOOK_TIMEOUT_MS} ms`,
    );
    if (answer.ok) return answer.value;
    log("warn", "no fresh look", { probe: name, region, reason: answer.error.message });
  } catch (error) {
    log("warn", "no fresh look", { probe: name, region, error });
  }
  return undefined;
}

function courierReach(config: Config, env: Env, secrets: readonly string[]): CourierReach {
  const externalUrl = config.edge.externalUrl ?? env.LOCAL_URL ?? "";
  return {
    fetch: (url, init) => fetch(url, init),
    secret: (ref) => ("value" in ref ? ref.value : secret(env, ref.env)),
    ...(env.EMAIL === undefined ? {} : { email: env.EMAIL }),
    print: (text) => console.log(text),
    secrets,
    // Cloudflare's limit: workerd has none, and each next invocation costs an alarm.
    ...(isLocalEdge(env) ? { maxSubrequests: Number.POSITIVE_INFINITY } : {}),
    channelOf,
    renderContext: (now) => ({ externalUrl, timezone: config.edge.timezone, now }),
  };
}

function secret(env: Env, name: string): string | undefined {
  const value = env[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
