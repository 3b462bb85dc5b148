import type { ProbeConfig } from "../config/config.ts";
import { edgeConfig } from "../edge-config.ts";
import { type Env, isLocalEdge, MAIN_TENANT } from "../env.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { redactor, secretValues } from "../telemetry/redact.ts";
import { createReporter, type Report } from "../telemetry/report.ts";
import type { ProbeResult } from "./probe/probe.ts";
import { runProbe } from "./probe/run.ts";
import { type OpenProbeWorld, probeWorlds } from "./probe-world.do.ts";
import { proberIn } from "./region.ts";
import type { ProbeReport } from "./report.ts";
import { within } from "./within.do.ts";

/** A probe that ignores its timeout is given up on this much later. */
export const RUN_SLACK_MS = 1_000;
/** Beside the run itself, a confirming region may need this long to wake, or for a slot. */
export const CONFIRM_SLACK_MS = 5_000;
/** A router that takes longer is told again after the next run. */
export const REPORT_TIMEOUT_MS = 10_000;

/** What a prober has of the outside. */
export interface ProberWorld {
  readonly probes: readonly ProbeConfig[];
  readonly log: Log;
  readonly report: Report;
  readonly redact: (text: string) => string;
  /** Never rejects: what goes wrong on our side is `unknown`. */
  run(probe: ProbeConfig, region: string, step?: (text: string) => void): Promise<ProbeResult>;
  /** The same from another region. */
  ask(probe: ProbeConfig, region: string): Promise<ProbeResult>;
  /** Rejects when the router did not take them. */
  tell(reports: readonly ProbeReport[]): Promise<void>;
}

/** Throws when the configuration does not load: the object must not run then. */
export function openProberWorld(ctx: DurableObjectState, env: Env): ProberWorld {
  const { config, diagnostics } = edgeConfig();
  if (config === undefined)
    throw new Error(`Cannot load the configuration: ${diagnostics[0]?.message ?? "no reason"}`);
  const { probes } = config.edge;
  const secrets = [...secretValues(env, config), ...probes.flatMap(writtenSecrets)];
  const redact = redactor(secrets);
  const release = env.CF_VERSION?.id ?? "dev";
  const environment = isLocalEdge(env) ? "local" : "cloudflare";
  const openWorld = probeWorlds(env);
  return {
    probes,
    log: createLog({ secrets }),
    report: createReporter({ dsn: env.SENTRY_DSN, release, environment, context: ctx, secrets }),
    redact,
    run: async (probe, region, step = () => {}) => {
      const result = await run(openWorld, probe, region, step);
      return { ...result, reason: redact(result.reason) };
    },
    ask: (probe, region) => ask(env, probe, region),
    tell: (reports) => {
      const told = env.ALERT_ROUTER.getByName(MAIN_TENANT).noteProbes(reports);
      return within(REPORT_TIMEOUT_MS, told, "The router did not take the reports in time");
    },
  };
}

async function run(
  openWorld: OpenProbeWorld,
  probe: ProbeConfig,
  region: string,
  step: (text: string) => void,
): Promise<ProbeResult> {
  const startedAt = Date.now();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), probe.timeoutMs);
  try {
    const running = runProbe(probe, region, openWorld(abort.signal, step));
    const limitMs = probe.timeoutMs + RUN_SLACK_MS;
    return await within(limitMs, running, `the probe did not end within ${limitMs} ms`);
  } catch (error) {
    return blind(probe, region, startedAt, `cannot run: ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(env: Env, probe: ProbeConfig, region: string): Promise<ProbeResult> {
  const startedAt = Date.now();
  const limitMs = probe.timeoutMs + CONFIRM_SLACK_MS;
  try {
    const asked = proberIn(env.PROBER, region).confirm(probe.name);
    return await within(limitMs, asked, `no answer within ${limitMs} ms`);
  } catch (error) {
    return blind(probe, region, startedAt, `cannot ask region ${region}: ${String(error)}`);
  }
}

function blind(probe: ProbeConfig, region: string, startedAt: number, reason: string): ProbeResult {
  const durationMs = Date.now() - startedAt;
  return { probe: probe.name, region, state: "unknown", reason, startedAt, durationMs };
}

function writtenSecrets({ module }: ProbeConfig): string[] {
  if (module.prober !== "http") return [];
  return module.headers.flatMap(({ value }) => ("value" in value ? [value.value] : []));
}
