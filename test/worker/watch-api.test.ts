import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { buildApp } from "../../src/api/app.ts";
import type { HeartbeatConfig, ProbeConfig } from "../../src/config/config.ts";
import * as edge from "../../src/edge-config.ts";
import type { WatchReport } from "../../src/watch/watch-report.ts";
import { type Call, certificateOf } from "./callers.ts";

const backup: HeartbeatConfig = {
  name: "backup",
  matchers: [],
  intervalMs: 60_000,
  graceMs: 60_000,
  bastion: false,
  labels: {},
  annotations: {},
  muteTimeIntervals: [],
};

const site: ProbeConfig = {
  name: "site",
  module: {
    prober: "http",
    name: "http_2xx",
    method: "GET",
    headers: [],
    followRedirects: true,
    validStatusCodes: [],
    failIfBodyMatches: [],
    failIfBodyNotMatches: [],
    failIfHeaderMatches: [],
    failIfHeaderNotMatches: [],
    failIfJsonNotEquals: [],
  },
  target: "https://site.example.org/",
  // So long that it runs only when it is asked to.
  intervalMs: 86_400_000,
  timeoutMs: 1_000,
  regions: ["weur", "enam"],
  failures: 1,
  labels: {},
  muteTimeIntervals: [],
};

const bundled = edge.edgeConfig();
// The Worker's own entry has taken up the bundled configuration already.
const app = buildApp({ loadConfig: () => edge.edgeConfig(), runbooks: new Map(), now: Date.now });

async function ask(path: string, { certificate, ...init }: Call = {}): Promise<Response> {
  const cf = certificate && { tlsClientAuth: certificate };
  // The types know the properties that Cloudflare takes from a caller; those that it sets are not among them.
  const request = new Request(`https://localhost:8443${path}`, { ...init, ...(cf && { cf }) } as RequestInit);
  return app.fetch(request, env, createExecutionContext());
}

async function answer(input: RequestInfo | URL): Promise<Response> {
  const { host } = new URL(String(input));
  if (host === "site.example.org") return new Response("hello");
  return Response.json({ Status: 0, Answer: [{ type: 1, data: "93.184.216.34" }] });
}

beforeEach(() => {
  const { config } = bundled;
  if (config === undefined) throw new Error("The bundled configuration does not load");
  const watched = { ...config, edge: { ...config.edge, heartbeats: [backup], probes: [site] } };
  vi.spyOn(edge, "edgeConfig").mockReturnValue({ ...bundled, config: watched });
  vi.spyOn(globalThis, "fetch").mockImplementation(answer);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const operator = certificateOf("operator");
const sender = certificateOf("alertmanager");

async function seen(): Promise<WatchReport> {
  const response = await ask("/api/farwatch/v1/watch", { certificate: operator });
  return response.json();
}

describe("a ping by HTTP", () => {
  it("renews its heartbeat, and a failure is known at once", async ({ expect }) => {
    expect((await seen()).heartbeats).toMatchObject([{ name: "backup", status: "waiting" }]);
    const taken = await ask("/heartbeat/backup", { method: "POST", body: "12 GB", certificate: sender });
    expect([taken.status, await taken.text()]).toEqual([200, ""]);
    expect((await seen()).heartbeats).toMatchObject([
      { status: "alive", source: "alertmanager", text: "12 GB" },
    ]);
    await ask("/heartbeat/backup?status=fail", { method: "POST", body: "disk full", certificate: sender });
    expect((await seen()).heartbeats).toMatchObject([
      { status: "missing", reason: "failed", text: "disk full" },
    ]);
  });

  it("for a heartbeat that is not configured is 404 with a sentence", async ({ expect }) => {
    const response = await ask("/heartbeat/backups", { method: "POST", certificate: sender });
    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/^Cannot take a ping .*"backups".*\.\n$/);
  });
});

describe("a probe", () => {
  const run = (query = "") =>
    ask(`/api/farwatch/v1/probes/site/run${query}`, { method: "POST", certificate: operator });

  it("that is asked to run tells the router what it saw", async ({ expect }) => {
    expect(await (await run()).json()).toMatchObject({ result: { state: "up", region: "weur" } });
    await expect.poll(async () => (await seen()).probes).toMatchObject([{ name: "site", state: "up" }]);
  });

  it("with debug=true shows its steps, and counts for nothing", async ({ expect }) => {
    const debugged = await (await run("?debug=true")).json<{ steps: unknown[] }>();
    expect(debugged).toMatchObject({ result: { state: "up" } });
    expect(debugged.steps.length).toBeGreaterThan(1);
    expect((await seen()).probes).toMatchObject([{ name: "site", state: "none" }]);
  });

  it("stands in the one exposition, each metric described once", async ({ expect }) => {
    await run();
    const text = await (await ask("/metrics", { certificate: operator })).text();
    expect(text).toContain('probe_success{probe="site",region="weur"} 1\n');
    expect(text).toContain("# TYPE farwatch_groups gauge\n");
    const helps = text.match(/^# HELP \S+/gm) ?? [];
    expect(new Set(helps).size).toBe(helps.length);
  });

  it("leaves the edge ready, and its uptime is told", async ({ expect }) => {
    await run();
    expect(await (await ask("/-/ready")).text()).not.toContain("region");
    const uptime = () => ask("/api/farwatch/v1/uptime", { certificate: operator }).then((one) => one.json());
    const isUp = expect.objectContaining({ kind: "probe", name: "site", state: "up" });
    await expect.poll(uptime).toContainEqual(isUp);
  });
});
