import type { Context } from "hono";
import type { Config } from "../config/config.ts";
import type { LoadedConfig } from "../edge-config.ts";
import type { Env } from "../env.ts";
import type { RunbookIndex } from "../runbook/runbook.ts";
import { createLog, type Log, type LogOptions } from "../telemetry/log.ts";
import { secretValues } from "../telemetry/redact.ts";
import { createReporter, type Report } from "../telemetry/report.ts";
import type { DenialLedger } from "./denials.ts";

/** What the app is built from; tests hand in their own. */
export interface AppDeps {
  loadConfig(): LoadedConfig;
  readonly runbooks: RunbookIndex;
  readonly now: () => number;
  readonly writeLog?: LogOptions["write"];
}

export interface AppEnv {
  Bindings: Env;
  Variables: {
    deps: AppDeps;
    loaded: LoadedConfig;
    config: Config;
    denials: DenialLedger;
  };
}

export type ApiContext = Context<AppEnv>;

/** Made when something is to be said, which is rare: most requests never pay for it. */
export function logOf(c: ApiContext): Log {
  return logFor(c.var.deps, c.env, c.var.config);
}

export function logFor(deps: AppDeps, env: Env, config: Config | undefined): Log {
  const { writeLog, now } = deps;
  return createLog({ secrets: secretValues(env, config), now, ...(writeLog && { write: writeLog }) });
}

export function reportOf(c: ApiContext): Report {
  return createReporter({
    dsn: c.env.SENTRY_DSN,
    release: c.env.CF_VERSION?.id ?? "unknown",
    environment: c.env.FARWATCH_EDGE ?? "production",
    context: c.executionCtx,
    secrets: secretValues(c.env, c.var.config),
  });
}
