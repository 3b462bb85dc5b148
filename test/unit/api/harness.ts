import { ok } from "../../../src/alert/result.ts";
import { buildApp } from "../../../src/api/app.ts";
import type { AppDeps } from "../../../src/api/context.ts";
import type { Config, Diagnostic, EdgeConfig, IdentityConfig, Role } from "../../../src/config/config.ts";
import type { Env } from "../../../src/env.ts";
import type { AlertRouterRpc, OwnedSilence } from "../../../src/router/rpc.ts";

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
      staleAfterMs: 43_200_000,
      identities,
      externalUrl: PEOPLE,
      ...edge,
    },
  };
}

/** A router that remembers what it was asked and answers as told. */
export function fakeRouter(answers: Partial<AlertRouterRpc> = {}) {
  const calls: unknown[][] = [];
  const defaults: AlertRouterRpc = {
    ingestWebhook: async () => ok({ alerts: 1 }),
    noteRefusal: async () => {},
    listSilences: async () => ok([SILENCE]),
    getSilence: async () => ok(SILENCE),
    setSilence: async () => ok({ silenceID: SILENCE.id }),
    expireSilence: async () => ok(null),
    metrics: async () => "farwatch_groups 0\n",
    ready: async () => ({ ready: true, reasons: [] }),
    noteDenied: async () => {},
    tick: async () => {},
  };
  const router = new Proxy(
    { ...defaults, ...answers },
    {
      get:
        (target, name: keyof AlertRouterRpc) =>
        (...args: never[]) => {
          calls.push([name, ...args]);
          return (target[name] as (...given: never[]) => unknown)(...args);
        },
    },
  );
  return { router, calls };
}

export interface TestOptions {
  readonly config?: Config | undefined;
  readonly diagnostics?: readonly Diagnostic[];
  readonly routers?: Record<string, AlertRouterRpc>;
  readonly env?: Record<string, unknown>;
  readonly now?: () => number;
  readonly routingText?: string;
  readonly runbooks?: ReadonlyMap<string, string>;
}

/** The app with a fake of everything outside; `ask` sends one request as `who`. */
export function testApp(options: TestOptions = {}) {
  const lines: Record<string, unknown>[] = [];
  const pending: Promise<unknown>[] = [];
  const tenants: string[] = [];
  const config = "config" in options ? options.config : testConfig();
  const deps: AppDeps = {
    loadConfig: () => ({
      ...(config && { config }),
      diagnostics: options.diagnostics ?? [],
      routingText: options.routingText ?? "route: { receiver: chat }\n",
    }),
    runbooks: options.runbooks ?? new Map([["DiskFull", "# DiskFull\n"]]),
    now: options.now ?? Date.now,
    writeLog: (_level, line) => lines.push(JSON.parse(line)),
  };
  const env = envWith(options, tenants);
  // Only waitUntil is used of it.
  const ctx = { waitUntil: (work: Promise<unknown>) => pending.push(work) } as unknown as ExecutionContext;
  const app = buildApp(deps);
  const ask = (url: string, init: RequestInit = {}, who?: Who | CertificateFields) =>
    Promise.resolve(app.fetch(withCertificate(new Request(url, init), who), env, ctx));
  const settled = () => Promise.all(pending);
  return { app, ask, lines, settled, tenants, env, deps };
}

function envWith(options: TestOptions, tenants: string[]): Env {
  const getByName = (tenant: string) => {
    tenants.push(tenant);
    return options.routers?.[tenant] ?? fakeRouter().router;
  };
  // A namespace of which only getByName is used.
  return { ALERT_ROUTER: { getByName }, ...options.env } as unknown as Env;
}

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
