import { DEFAULT_TENANT } from "./config/identities.ts";
import type { AlertRouterRpc } from "./router/rpc.ts";
import type { ProberRpc } from "./watch/prober-rpc.ts";

/** The tenant of every identity that names none, of the operator token, and of what belongs to nobody else. */
export const MAIN_TENANT = DEFAULT_TENANT;

/** What the platform hands to the Worker: bindings, and secrets under the names that the routing file gives them. */
export interface Env {
  readonly ALERT_ROUTER: DurableObjectNamespace<AlertRouterRpc & Rpc.DurableObjectBranded>;
  /** One object per region; `proberIn` gives it its place. */
  readonly PROBER: DurableObjectNamespace<ProberRpc & Rpc.DurableObjectBranded>;
  /** The runbooks' pages, by `/<AlertName>.html`: static assets on Cloudflare, a folder on the local edge. */
  readonly RUNBOOKS: Fetcher;
  /** Set by `npm start` alone: both hosts on every listener, development identities, console receiver. */
  readonly FARWATCH_EDGE?: "local";
  /** JSON list of identities that hold on the local edge until `identities` is configured. */
  readonly LOCAL_IDENTITIES?: string;
  /** Bearer token with the role operator in the tenant main. */
  readonly OPERATOR_TOKEN?: string;
  /** Base of links on the local edge while `external_url` is not configured. */
  readonly LOCAL_URL?: string;
  /** Set by `npm start --allow-private`: probes may look at private addresses. */
  readonly FARWATCH_ALLOW_PRIVATE?: "1";
  /** When this process began to hear pings, epoch ms: known on the local edge alone. */
  readonly FARWATCH_STARTED_AT?: string;
  readonly EMAIL?: SendEmail;
  readonly SENTRY_DSN?: string;
  readonly CF_VERSION?: WorkerVersionMetadata;
  readonly [secret: string]: unknown;
}

/** True on the edge that `npm start` runs, false on Cloudflare. */
export function isLocalEdge(env: Env): boolean {
  return env.FARWATCH_EDGE === "local";
}

type FarwatchEnv = Env;

declare global {
  namespace Cloudflare {
    // `env` of "cloudflare:workers" takes its type from this interface.
    interface Env extends FarwatchEnv {}
  }
}
