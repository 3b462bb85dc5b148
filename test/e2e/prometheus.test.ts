import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryPage } from "../../src/router/deliveries.ts";
import { tlsConfig } from "./harness/alertmanager.ts";
import { type Child, startChild, untilPrinted } from "./harness/child.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { hasPrometheus, prometheusProgram } from "./harness/prometheus.ts";
import { webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { StandIn } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";
import { bodyOf } from "./harness/webhook.ts";

/** How long the alert that ends by itself fires: evaluations enough to be told. */
const BRIEF_S = 12;

/** A lease of Prometheus is four times its resend delay. */
const LEASE_MS = 4_000;

const scene = new Scene();
let sink: StandIn;
let edge: EdgeProcess;
let prometheus: Child;
let prometheusUrl: string;

beforeAll(async () => {
  if (!hasPrometheus) return;
  sink = await scene.add(webhookStandIn());
  edge = await startEdgeProcess(scene, { routing: routing(sink.url) });
  prometheus = await scene.add(startPrometheus());
  const [, address] = await untilPrinted(prometheus, /Listening on" address=(\S+)/, "Prometheus to listen");
  prometheusUrl = `http://${address}`;
});

afterAll(() => scene.end());

function routing(url: string): string {
  return `
route: { receiver: sink, group_by: [alertname], group_wait: 0s, group_interval: 1s }
receivers: [{ name: sink, webhook_configs: [{ url: "${url}/hook", send_resolved: true }] }]
`;
}

/** Debian's own, which posts straight to the edge with the certificate that is made for it. */
async function startPrometheus(): Promise<Child> {
  const endsAt = Math.floor(Date.now() / 1000) + BRIEF_S;
  const rules = `
groups:
  - name: direct
    rules:
      - { alert: Brief, expr: "vector(time()) < ${endsAt}", labels: { severity: warning } }
      - { alert: Lasting, expr: vector(1), labels: { severity: warning }, annotations: { summary: It lasts } }
`;
  const config = `
global: { evaluation_interval: 1s, external_labels: { cluster: home } }
rule_files: [${JSON.stringify(await scene.file("direct-rules.yml", rules))}]
alerting:
  alertmanagers:
    - scheme: https
      static_configs: [{ targets: ["${new URL(edge.url).host}"] }]
${tlsConfig(edge, "prometheus").replace(/^/gm, "      ")}
scrape_configs:
  - job_name: farwatch
    scrape_interval: 1s
    scheme: https
    static_configs: [{ targets: ["${new URL(edge.url).host}"] }]
${tlsConfig(edge, "prometheus").replace(/^/gm, "    ")}
`;
  return startChild(prometheusProgram ?? "", [
    `--config.file=${await scene.file("direct.yml", config)}`,
    `--storage.tsdb.path=${await scene.folder("direct")}`,
    "--web.listen-address=127.0.0.1:0",
    "--rules.alert.resend-delay=1s",
  ]);
}

/** What the sink was told of one alert, in order. */
function told(alertname: string) {
  const bodies = sink.delivered.map(bodyOf);
  return bodies.filter(({ groupLabels }) => groupLabels["alertname"] === alertname);
}

interface QueryAnswer {
  readonly data: { readonly result: readonly { readonly value: readonly [time: number, value: string] }[] };
}

/** What Prometheus itself says of an expression that has one value; undefined without any. */
async function query(expression: string): Promise<string | undefined> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await answer.json()) as QueryAnswer; // Prometheus's own API
  return data.result[0]?.value[1];
}

const statuses = (alertname: string) => told(alertname).map(({ status }) => status);
const seen = () => ({ prometheus: prometheus.output().slice(-2_000), edge: edge.output().slice(-2_000) });

describe.skipIf(!hasPrometheus)("a real Prometheus that posts to /api/v2/alerts over mTLS", () => {
  it("has its alerts told, once for any number of posts, and their ends", { timeout: 60_000 }, async () => {
    await until("Lasting to be told", () => told("Lasting").length > 0, { seen });
    expect(told("Lasting")[0]?.alerts[0]).toMatchObject({
      status: "firing",
      labels: { alertname: "Lasting", cluster: "home", severity: "warning" },
      annotations: { summary: "It lasts" },
      generatorURL: expect.stringContaining("/graph?g0.expr="),
    });
    await until("the end of Brief", () => statuses("Brief").includes("resolved"), {
      timeoutMs: 40_000,
      seen,
    });
    expect(statuses("Brief")).toEqual(["firing", "resolved"]);
    expect(statuses("Lasting")).toEqual(["firing"]);
  });

  it("takes the edge for an Alertmanager that refuses nothing", async () => {
    const answer = await fetch(`${prometheusUrl}/api/v1/alertmanagers`);
    const url = `${edge.url}/api/v2/alerts`;
    expect(await answer.json()).toMatchObject({
      data: { activeAlertmanagers: [{ url }], droppedAlertmanagers: [] },
    });
    const own = await (await fetch(`${prometheusUrl}/metrics`)).text();
    const total = (what: string) => Number(new RegExp(`^${what}\\{[^}]*} (\\S+)$`, "m").exec(own)?.[1]);
    expect(total("prometheus_notifications_sent_total")).toBeGreaterThan(2);
    expect(total("prometheus_notifications_errors_total")).toBe(0);
  });

  it("reads the edge's metrics with the same certificate", async () => {
    const up = 'min_over_time(up{job="farwatch"}[1m]) == 1';
    await until("a scrape", async () => (await query(up)) === "1", { seen });
    expect(await query('alertmanager_build_info{job="farwatch",version="0.33.1"}')).toBe("1");
    expect(Number(await query('farwatch_alerts{job="farwatch",state="firing"}'))).toBeGreaterThan(0);
  });

  it("lets its alerts end with it, when their lease runs out", { timeout: 60_000 }, async () => {
    const killedAt = Date.now();
    prometheus.killGroup();
    await until("the end of Lasting", () => statuses("Lasting").includes("resolved"), { seen });
    expect(statuses("Lasting")).toEqual(["firing", "resolved"]);
    expect(Date.now() - killedAt).toBeGreaterThan(LEASE_MS / 2);
  });

  it("shows every one of them among the deliveries", async () => {
    const caller = await scene.add(edge.as("operator"));
    const sent = await until("all to be settled", async () => {
      const { text } = await caller.get("/api/farwatch/v1/deliveries?state=sent");
      const { deliveries }: DeliveryPage = JSON.parse(text);
      return deliveries.length === 4 && deliveries;
    });
    expect(sent.map(({ reason }) => reason).sort()).toEqual([
      ...["all alerts resolved", "all alerts resolved"],
      ...["first notification", "first notification"],
    ]);
  });
});
