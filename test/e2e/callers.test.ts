import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issue, openAuthority } from "../../src/cli/pki-issue.ts";
import { forwardTo, hasAlertmanager, startAlertmanager } from "./harness/alertmanager.ts";
import { makeAuthority } from "./harness/authority.ts";
import { Caller } from "./harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { webhookStandIn } from "./harness/providers.ts";
import { Scene } from "./harness/scene.ts";
import type { StandIn } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";
import { bodyOf, webhookAlert, webhookBody } from "./harness/webhook.ts";

const denied = [
  { client: "scraper", why: "a certificate whose role may not ingest", reason: "missing_role" },
  {
    client: "stranger",
    why: "a certificate of the edge's authority that no identity names",
    reason: "unknown_certificate",
  },
  { client: "impostor", why: "the right name from an unknown authority", reason: "certificate_unverified" },
] as const;

describe("who may post, over real TLS", () => {
  const scene = new Scene();
  let webhook: StandIn;
  let edge: EdgeProcess;
  let operator: Caller;
  let sender: Caller;

  beforeAll(async () => {
    webhook = await scene.add(webhookStandIn());
    edge = await startEdgeProcess(scene, { routing: routing(webhook.url), edge: identities });
    operator = await scene.add(edge.as("operator"));
    sender = await scene.add(edge.as("alertmanager"));
    await makeCertificates();
  });
  afterAll(() => scene.end());

  /** Beside those that the edge made, where Alertmanager finds them. */
  async function makeCertificates(): Promise<void> {
    const [certificate, key] = [
      await readFile(edge.pki("ca.crt"), "utf8"),
      await readFile(edge.pki("ca.key"), "utf8"),
    ];
    const ours = openAuthority(certificate, key);
    const sign = (name: string) => issue(ours, { name, usage: "clientAuth", hosts: [name] }, Date.now());
    const foreign = await makeAuthority();
    const pairs = {
      scraper: await sign("scraper"),
      stranger: await sign("stranger"),
      impostor: await foreign.client("alertmanager"),
    };
    for (const [name, pair] of Object.entries(pairs)) {
      await scene.file(`state/pki/${name}.crt`, pair.certificate);
      await scene.file(`state/pki/${name}.key`, pair.key);
    }
  }

  async function as(client: string): Promise<Caller> {
    const read = (file: string) => readFile(edge.pki(file), "utf8");
    const credentials = {
      ca: await read("ca.crt"),
      cert: await read(`${client}.crt`),
      key: await read(`${client}.key`),
    };
    return scene.add(new Caller(edge.url, credentials));
  }

  const deniedSoFar = (reason: string) => operator.metric(`farwatch_denied_total{reason="${reason}"}`);
  const toldOf = (alertname: string) =>
    webhook.delivered.filter((one) => bodyOf(one).groupLabels["alertname"] === alertname);

  it.for(denied)("refuses $why with a bare 403", async ({ client, reason }, { expect }) => {
    const before = await deniedSoFar(reason);
    const caller = await as(client);
    const body = webhookBody([webhookAlert({ alertname: `Denied_${client}` })], {
      alertname: `Denied_${client}`,
    });
    const reply = await caller.post("/webhook/alertmanager", body);
    expect(reply.status).toBe(403);
    expect(reply.text.length).toBeLessThan(40);
    expect(reply.text).not.toMatch(/role|certificate|identity|ingest/i);
    await until("the denial to be counted", async () => (await deniedSoFar(reason)) > before);
    expect(toldOf(`Denied_${client}`)).toEqual([]);
  });

  it("refuses a caller without a certificate, and serves it what is open", async () => {
    const anyone = await scene.add(new Caller(edge.url, { ca: await readFile(edge.pki("ca.crt"), "utf8") }));
    expect(await anyone.get("/-/healthy")).toEqual({ status: 200, text: "OK\n" });
    expect(
      (await anyone.post("/webhook/alertmanager", webhookBody([webhookAlert({ alertname: "Bare" })]))).status,
    ).toBe(403);
    expect((await anyone.get("/metrics")).status).toBe(403);
    expect((await anyone.get("/no/such/page")).status).toBe(403);
    expect((await sender.get("/no/such/page")).status).toBe(404);
  });

  it.skipIf(!hasAlertmanager).for(denied)(
    "a real Alertmanager with $why gets nothing through, and its log says 403",
    async ({ client, reason }, { expect }) => {
      const before = await deniedSoFar(reason);
      const alertmanager = await startAlertmanager(scene, { config: forwardTo(edge, { client }) });
      await alertmanager.post({ labels: { alertname: `FromAlertmanager_${client}` } });
      const seen = () => alertmanager.output();
      await until("its failure in its log", () => seen().includes("unexpected status code 403"), { seen });
      await until("the denial to be counted", async () => (await deniedSoFar(reason)) > before);
      await alertmanager.stop();
      expect(toldOf(`FromAlertmanager_${client}`)).toEqual([]);
    },
  );

  it("and the one identity that may ingest, by its subject, gets through beside them", async () => {
    const body = webhookBody([webhookAlert({ alertname: "Welcome" })], { alertname: "Welcome" });
    expect(await sender.post("/webhook/alertmanager", body)).toEqual({ status: 200, text: "" });
    await until("its alert", () => toldOf("Welcome").length === 1);
    const all = webhook.delivered.map((one) => bodyOf(one).groupLabels["alertname"]);
    expect(all).toEqual(["Welcome"]);
  });
});

const identities = `
identities:
  - { name: alertmanager, roles: [ingest], subject: "CN=alertmanager,O=Farwatch" }
  - { name: operator, roles: [operator], subject: "CN=operator,O=Farwatch" }
  - { name: scraper, roles: [scrape], subject: "CN=scraper,O=Farwatch" }
`;

function routing(webhookUrl: string): string {
  return `
route: { receiver: chat, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 4h }
receivers:
  - { name: chat, webhook_configs: [{ url: "${webhookUrl}/chat" }] }
`;
}
