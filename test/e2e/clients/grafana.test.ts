import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { type EdgeProcess, startEdgeProcess } from "../harness/edge.ts";
import { webhookStandIn } from "../harness/providers.ts";
import { Scene } from "../harness/scene.ts";
import type { StandIn } from "../harness/stand-in.ts";
import { until } from "../harness/until.ts";
import { bodyOf } from "../harness/webhook.ts";
import { type Exchange, HttpClient, textOf } from "./http-client.ts";
import { goTime, strictJson, stringMap } from "./strict-json.ts";

const ROUTING = (url: string) => `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 0s
  routes: [{ matchers: ['severity="critical"'], receiver: pager }]
receivers:
  - { name: chat, webhook_configs: [{ url: "${url}/chat" }] }
  - { name: pager, webhook_configs: [{ url: "${url}/pager" }] }
`;

/** What Grafana's proxy for data sources sends on. */
const PROXY = {
  "User-Agent": "Grafana/12.3.0",
  "Accept-Encoding": "gzip",
  Accept: "application/json, text/plain, */*",
  "X-Forwarded-For": "192.0.2.10",
  "X-Grafana-Org-Id": "1",
  "X-Grafana-Device-Id": "0123456789abcdef0123456789abcdef",
};

const matchers = z.array(
  z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean() }),
);

const silence = z.object({
  id: z.uuid(),
  status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
  updatedAt: goTime,
  startsAt: goTime,
  endsAt: goTime,
  createdBy: z.string(),
  comment: z.string(),
  matchers,
});

const alert = z.object({
  annotations: stringMap,
  labels: stringMap,
  endsAt: goTime,
  startsAt: goTime,
  updatedAt: goTime,
  fingerprint: z.string(),
  generatorURL: z.string().optional(),
  receivers: z.array(z.object({ name: z.string() })),
  status: z.object({
    state: z.enum(["active", "suppressed", "unprocessed"]),
    silencedBy: z.array(z.string()),
    inhibitedBy: z.array(z.string()),
  }),
});

const group = z.object({
  labels: stringMap,
  receiver: z.object({ name: z.string() }),
  alerts: z.array(alert),
});

const status = z.object({
  config: z.object({ original: z.string() }),
  uptime: goTime,
  versionInfo: z.object({
    branch: z.string(),
    buildDate: z.string(),
    buildUser: z.string(),
    goVersion: z.string(),
    revision: z.string(),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
  }),
  cluster: z.object({
    status: z.enum(["ready", "settling", "disabled"]),
    peers: z.array(z.object({ name: z.string(), address: z.string() })),
  }),
});

describe("Grafana", () => {
  const scene = new Scene();
  let sink: StandIn;
  let edge: EdgeProcess;
  let grafana: HttpClient;

  beforeAll(async () => {
    sink = await scene.add(webhookStandIn());
    edge = await startEdgeProcess(scene, { routing: ROUTING(sink.url) });
    grafana = await scene.add(new HttpClient(edge.url, await edge.credentials("operator"), PROXY));
  });
  afterAll(() => scene.end());

  /** Its proxy turns every answer that does not call itself JSON into an error of its own. */
  async function read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const answer = await grafana.get(path);
    expect(answer.status, textOf(answer)).toBe(200);
    return readJson(answer, schema);
  }

  function readJson<Schema extends z.ZodType>(answer: Exchange, schema: Schema): z.output<Schema> {
    expect(answer.headers["content-type"]).toContain("json");
    return strictJson(answer, schema);
  }

  describe("its alerting, with the edge as external Alertmanager", () => {
    const labels = {
      alertname: "HighLatency",
      severity: "critical",
      __alert_rule_uid__: "abc",
      grafana_folder: "Ops",
    };
    const body = [
      {
        labels,
        annotations: { summary: "p99 is high", __dashboardUid__: "d1", __value_string__: "[ var='A' ]" },
        startsAt: new Date().toISOString().replace("Z", "115211Z"),
        endsAt: new Date(Date.now() + 240_000).toISOString(),
        generatorURL: "https://grafana.example/alerting/grafana/abc/view?orgId=1",
      },
    ];
    const sender = { "User-Agent": "Grafana/12.3.0", "Content-Type": "application/json" };

    it("posts an alert, which is delivered", async () => {
      const answer = await grafana.send({ method: "POST", path: "/api/v2/alerts", headers: sender, body });
      expect({ status: answer.status, text: textOf(answer) }).toEqual({ status: 200, text: "" });
      const [told] = await until("the message", () => sink.delivered.length > 0 && sink.delivered);
      expect(told?.path).toBe("/pager");
      expect(told && bodyOf(told).alerts).toMatchObject([{ labels, status: "firing" }]);
    });
  });

  describe("its data source of type alertmanager, implementation prometheus", () => {
    it("passes Save & test", async () => {
      const buildInfo = await grafana.get("/api/v1/status/buildinfo");
      expect({ status: buildInfo.status, text: textOf(buildInfo) }).toEqual({ status: 404, text: NOT_FOUND });
      // A 200 here, and Grafana would say that this is a Mimir or a Cortex.
      const mimir = await grafana.get("/alertmanager/api/v2/status");
      expect({ status: mimir.status, text: textOf(mimir) }).toEqual({ status: 404, text: NOT_FOUND });
      expect(await read("/api/v2/status", status)).toMatchObject({
        cluster: { status: "disabled", peers: [] },
        versionInfo: { version: "0.33.1" },
      });
    });

    it("shows the configuration: routes and receivers, no secrets", async () => {
      const { config } = await read("/api/v2/status", status);
      expect(parse(config.original)).toMatchObject({
        route: { receiver: "chat", routes: [{ receiver: "pager", matchers: ['severity="critical"'] }] },
        receivers: [{ name: "chat" }, { name: "pager" }],
      });
      expect(config.original).not.toContain(`${sink.url}/pager`);
    });

    it("lists alerts in groups, whatever else it asks with", async () => {
      const [shown, ...others] = await read(
        "/api/v2/alerts/groups?ruleMetadata=true&accesscontrol=true",
        z.array(group),
      );
      expect(others).toEqual([]);
      expect(shown).toMatchObject({
        labels: { alertname: "HighLatency" },
        receiver: { name: "pager" },
        alerts: [{ labels: { grafana_folder: "Ops" }, status: { state: "active" } }],
      });
    });

    const filters = [
      { query: "", found: 1 },
      { query: "silenced=true&active=true&inhibited=true&unprocessed=true", found: 1 },
      { query: "active=false", found: 0 },
      { query: "receiver=pager", found: 1 },
      { query: "receiver=chat", found: 0 },
      { query: "receiver=", found: 1 },
      { query: `filter=${encodeURIComponent('severity="critical"')}`, found: 1 },
      {
        query: `filter=${encodeURIComponent('"grafana_folder"=~"O.*"')}&filter=severity!%3D%22warning%22`,
        found: 1,
      },
      { query: `filter=${encodeURIComponent('"with space"="x"')}`, found: 0 },
    ];

    it.for(filters)("finds $found alerts by ?$query", async ({ query, found }, { expect }) => {
      expect(await read(`/api/v2/alerts?${query}`, z.array(alert))).toHaveLength(found);
      const groups = await read(`/api/v2/alerts/groups?${query}`, z.array(group));
      expect(groups.flatMap(({ alerts }) => alerts)).toHaveLength(found);
    });

    const browser = {
      "Content-Type": "application/json",
      "X-Grafana-Action": "1",
      Origin: "https://grafana.example",
    };

    it("sets, shows, changes and ends a silence", async () => {
      const written = {
        matchers: [{ name: "alertname", value: "HighLatency", isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 7_200_000).toISOString(),
        createdBy: "mia",
        comment: "created 2026-11-23 10:00",
      };
      const post = (body: object) =>
        grafana.send({ method: "POST", path: "/api/v2/silences", headers: browser, body });
      const { silenceID } = readJson(await post(written), z.strictObject({ silenceID: z.uuid() }));
      const one = `/api/v2/silence/${silenceID}?ruleMetadata=true&accesscontrol=true`;
      const found = await read(one, silence);
      expect(found).toMatchObject({ id: silenceID, status: { state: "active" }, comment: written.comment });
      expect(await read("/api/v2/silences?ruleMetadata=true&accesscontrol=true", z.array(silence))).toEqual([
        found,
      ]);
      const [muted] = await read(`/api/v2/alerts?silenced=true&active=false`, z.array(alert));
      expect(muted?.status).toMatchObject({ state: "suppressed", silencedBy: [silenceID] });

      // Its form posts back what it was given, with what was changed.
      const changed = readJson(
        await post({ ...found, comment: "changed" }),
        z.object({ silenceID: z.uuid() }),
      );
      expect(changed.silenceID).toBe(silenceID);
      const ended = await grafana.send({
        method: "DELETE",
        path: `/api/v2/silence/${silenceID}`,
        headers: browser,
      });
      expect({ status: ended.status, text: textOf(ended) }).toEqual({ status: 200, text: "" });
      expect(await read(one, silence)).toMatchObject({ status: { state: "expired" }, comment: "changed" });
    });

    it("can show why something was refused: an object with a message, or a text", async () => {
      const post = (path: string, body: unknown) =>
        grafana.send({ method: "POST", path, headers: browser, body });
      const malformed = await post("/api/v2/silences", "{");
      expect(malformed.status).toBe(400);
      expect(readJson(malformed, z.object({ code: z.number(), message: z.string().min(1) })).code).toBe(400);
      const incomplete = await post("/api/v2/silences", { comment: "x" });
      expect(incomplete.status).toBe(422);
      expect(readJson(incomplete, z.object({ message: z.string() })).message).toContain("is required");
      const filter = await grafana.get("/api/v2/alerts?filter=%7Ba%3D%22b%22%7D");
      expect(filter.status).toBe(400);
      expect(readJson(filter, z.string())).toContain("a=");
      const unknown = await grafana.get("/api/v2/silence/00000000-0000-4000-8000-000000000000");
      expect({ status: unknown.status, text: textOf(unknown) }).toEqual({ status: 404, text: "" });
    });
  });
});

const NOT_FOUND = "404 page not found\n";
