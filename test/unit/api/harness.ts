import { ok } from "../../../src/alert/result.ts";
import { buildApp } from "../../../src/api/app.ts";
import type { AppDeps } from "../../../src/api/context.ts";
import type {
  Config,
  Diagnostic,
  EdgeConfig,
  IdentityConfig,
  ProbeConfig,
  Role,
} from "../../../src/config/config.ts";
import type { Env } from "../../../src/env.ts";
import type { Delivery } from "../../../src/router/delivery.ts";
import type { AlertRouterRpc, OwnedSilence } from "../../../src/router/rpc.ts";
import type { RunbookEntry, RunbookIndex } from "../../../src/runbook/runbook.ts";
import type { ProbeResult } from "../../../src/watch/probe/probe.ts";
import type { Look, ProberRpc } from "../../../src/watch/prober-rpc.ts";
import type { WatchReport } from "../../../src/watch/watch-report.ts";

export const MACHINE = "https://alerts.example.com";
export const PEOPLE = "https://watch.example.com";

export const SILENCE: OwnedSilence = {
  id: "11111111-2222-3333-4444-555555555555",
  status: { state: "active" },
  updatedAt: "2026-11-22T10:00:00.000Z",
  startsAt: "2026-11-22T10:00:00.000Z",
  endsAt: "2026-11-22T12:00:00.000Z",
  createdBy: "somebody",
  comment: "disk is on its way",
  matchers: [{ name: "alertname", value: "DiskFull", isRegex: false, isEqual: true }],
  identity: "operator",
};

export const DELIVERY: Delivery = {
  id: "7",
  decidedAt: "2026-11-22T10:00:00.000Z",
  receiver: "chat",
  integration: "chat/slack/0",
  groupKey: '{}:{alertname="DiskFull"}',
  reason: "first notification",
  state: "waiting",
  nextAttemptAt: "2026-11-22T10:00:00.000Z",
  attempts: [],
};

/** The router's own matter: the front hands it on. */
export const WATCH: WatchReport = { heartbeats: [], probes: [] };

export const RUNBOOK: RunbookEntry = {
  summary: "A disk is full.",
  raisedBy: "rules",
  severities: ["critical"],
};

const RESULT: ProbeResult = {
  probe: "site",
  region: "weur",
  state: "up",
  reason: "",
  startedAt: 1,
  durationMs: 2,
};

export const LOOK: Look = {
  result: RESULT,
  others: [],
  seen: { kind: "up", at: 1, reason: "" },
  report: {
    probe: "site",
    region: "weur",
    state: "up",
    since: 1,
    reason: "",
    lastRunAt: 1,
    durationMs: 2,
  },
};

/** A probe of these regions; the first runs it. */
export function probeIn(name: string, ...regions: readonly string[]): ProbeConfig {
  return {
    name,
    module: { prober: "tcp", name: "tcp_connect", queryResponse: [] },
    target: `${name}.example.org:22`,
    intervalMs: 60_000,
    timeoutMs: 5_000,
    regions,
    failures: 2,
    labels: {},
    muteTimeIntervals: [],
  };
}

/** A pinned fingerprint for every role, and one identity that holds none. */
export const fingerprints = {
  ingest: "a1".repeat(32),
  scrape: "a2".repeat(32),
  viewer: "a3".repeat(32),
  operator: "a4".repeat(32),
  none: "a5".repeat(32),
  tenantB: "b1".repeat(32),
} as const;

export type Who = keyof typeof fingerprints;

const roleless: IdentityConfig = {
  name: "none",
  roles: [],
  tenant: "main",
  certificates: [fingerprints.none],
};
const tenantB: IdentityConfig = {
  name: "tenantB",
  roles: ["operator", "ingest"],
  tenant: "b",
  certificates: [fingerprints.tenantB],
};

function holderOf(role: Role): IdentityConfig {
  return { name: role, roles: [role], tenant: "main", certificates: [fingerprints[role]] };
}

export const identities: readonly IdentityConfig[] = [
  holderOf("ingest"),
  holderOf("scrape"),
  holderOf("viewer"),
  holderOf("operator"),
  roleless,
  tenantB,
];

export function testConfig(edge: Partial<EdgeConfig> = {}, secrets: readonly string[] = []): Config {
  const integration = {
    receiver: "chat",
    kind: "slack",
    index: 0,
    sendResolved: true,
    settings: { apiUrl: { value: "https://hooks.slack.com/services/T0/B0/inline" } },
    secrets,
  };
  return {
    resolveTimeoutMs: 300_000,
    route: { matchers: [], continue: false, muteTimeIntervals: [], activeTimeIntervals: [], routes: [] },
    receivers: [{ name: "chat", integrations: [integration] }],
    inhibitRules: [],
    timeIntervals: new Map(),
    edge: {
      heartbeats: [],
      probes: [],
      timezone: "UTC",
      runbooks: "public",
      staleAfterMs: 43_200_000,
      fallbacks: [],
      identities,
      externalUrl: PEOPLE,
      ...edge,
    },
  };
}

/** A router that remembers what it was asked and answers as told. */
export function fakeRouter(answers: Partial<AlertRouterRpc> = {}) {
  const defaults: AlertRouterRpc = {
    ingestWebhook: async () => ok({ alerts: 1 }),
    deliveries: async () => ({ deliveries: [DELIVERY] }),
    delivery: async () => DELIVERY,
    replayDelivery: async () => ok(DELIVERY),
    postAlerts: async () => ok({ alerts: 1 }),
    noteRefusal: async () => {},
    listAlerts: async () => ok(new Blob(["[]\n"]).stream()),
    listGroups: async () => ok(new Blob(["[]\n"]).stream()),
    listSilences: async () => ok([SILENCE]),
    getSilence: async () => ok(SILENCE),
    setSilence: async () => ok({ silenceID: SILENCE.id }),
    expireSilence: async () => ok(null),
    metrics: async () => "farwatch_groups 0\n",
    ready: async () => ({ ready: true, reasons: [] }),
    noteDenied: async () => {},
    tick: async () => {},
    heartbeat: async () => ok(null),
    watch: async () => WATCH,
    uptime: async () => [],
    noteProbes: async () => {},
    noteExternalHeartbeatFailure: async () => {},
  };
  const calls: unknown[][] = [];
  return { router: recorded({ ...defaults, ...answers }, calls), calls };
}

/** The same for a region's prober. */
export function fakeProber(answers: Partial<ProberRpc> = {}) {
  const defaults: ProberRpc = {
    tick: async () => false,
    runNow: async () => ok(LOOK),
    confirm: async () => LOOK.result,
    debug: async () => ok({ result: LOOK.result, steps: [{ atMs: 1, text: "connected" }] }),
    metrics: async () => "",
    lateMs: async () => 0,
  };
  const calls: unknown[][] = [];
  return { prober: recorded({ ...defaults, ...answers }, calls), calls };
}

function recorded<T extends object>(target: T, calls: unknown[][]): T {
  return new Proxy(target, {
    get:
      (methods, name) =>
      (...args: never[]) => {
        calls.push([String(name), ...args]);
        // Nothing but methods is asked for.
        return (Reflect.get(methods, name) as (...given: never[]) => unknown)(...args);
      },
  });
}

export interface TestOptions {
  readonly config?: Config | undefined;
  readonly diagnostics?: readonly Diagnostic[];
  readonly routers?: Record<string, AlertRouterRpc>;
  /** By region. */
  readonly probers?: Record<string, ProberRpc>;
  readonly env?: Record<string, unknown>;
  readonly now?: () => number;
  readonly routingText?: string;
  readonly runbooks?: RunbookIndex;
}

/** The app with a fake of everything outside; `ask` sends one request as `who`. */
export function testApp(options: TestOptions = {}) {
  const lines: Record<string, unknown>[] = [];
  const pending: Promise<unknown>[] = [];
  const tenants: string[] = [];
  const regions: unknown[][] = [];
  const config = "config" in options ? options.config : testConfig();
  const deps: AppDeps = {
    loadConfig: () => ({
      ...(config && { config }),
      diagnostics: options.diagnostics ?? [],
      routingText: options.routingText ?? "route: { receiver: chat }\n",
    }),
    runbooks: options.runbooks ?? new Map([["DiskFull", RUNBOOK]]),
    now: options.now ?? Date.now,
    writeLog: (_level, line) => lines.push(JSON.parse(line)),
  };
  const env = envWith(options, tenants, regions);
  // Only waitUntil is used of it.
  const ctx = { waitUntil: (work: Promise<unknown>) => pending.push(work) } as unknown as ExecutionContext;
  const app = buildApp(deps);
  const ask = (url: string, init: RequestInit = {}, who?: Who | CertificateFields) =>
    Promise.resolve(app.fetch(withCertificate(new Request(url, init), who), env, ctx));
  const settled = () => Promise.all(pending);
  return { app, ask, lines, settled, tenants, regions, env, deps, ctx };
}

function envWith(options: TestOptions, tenants: string[], regions: unknown[][]): Env {
  const routerOf = (tenant: string) => {
    tenants.push(tenant);
    return options.routers?.[tenant] ?? fakeRouter().router;
  };
  const proberOf = (...asked: [region: string, options?: object]) => {
    regions.push(asked);
    return options.probers?.[asked[0]] ?? fakeProber().prober;
  };
  // Namespaces of which only getByName is used.
  const namespaces = { ALERT_ROUTER: { getByName: routerOf }, PROBER: { getByName: proberOf } };
  return { ...namespaces, RUNBOOKS: assets, ...options.env } as unknown as Env;
}

/** Static assets of which each is there, and says its own path. */
const assets = { fetch: async (url: string) => new Response(`<h1>${new URL(url).pathname}</h1>`) };

export type CertificateFields = Readonly<Record<string, string>>;

export function certificateOf(fingerprint: string): CertificateFields {
  return {
    certPresented: "1",
    certVerified: "SUCCESS",
    certRevoked: "0",
    certFingerprintSHA256: fingerprint,
    certSubjectDNRFC2253: "CN=somebody",
  };
}

function withCertificate(request: Request, who: Who | CertificateFields | undefined): Request {
  if (who === undefined) return request;
  const tlsClientAuth = typeof who === "string" ? certificateOf(fingerprints[who]) : who;
  // Node's Request has no `cf`; on the edge it is a property of the request, which no header can set.
  return Object.defineProperty(request, "cf", { value: { tlsClientAuth } });
}
