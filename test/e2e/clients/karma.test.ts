import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { PostableAlert } from "../harness/alertmanager.ts";
import type { Caller } from "../harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "../harness/edge.ts";
import { Scene } from "../harness/scene.ts";
import { until } from "../harness/until.ts";
import { HttpClient, textOf } from "./http-client.ts";
import { collect } from "./karma.ts";
import { strictJson } from "./strict-json.ts";

const ROUTING = `
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 1h
  routes: [{ matchers: ['severity="critical"'], receiver: pager, continue: true }, {}]
receivers: [{ name: chat }, { name: pager }]
inhibit_rules:
  - { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: [cluster] }
`;

const critical = { alertname: "Latency", cluster: "eu", severity: "critical" };
const ALERTS: readonly PostableAlert[] = [
  {
    labels: critical,
    annotations: { summary: 'café ☕ "quoted" <b>', description: "two\nlines" },
    generatorURL: "http://prometheus.example/graph?g0.expr=up%3D%3D0",
  },
  { labels: { ...critical, severity: "warning" } },
  // Names that a JavaScript object has of its own, and names that differ in case alone.
  { labels: { alertname: "Odd", ALERTNAME: "x", constructor: "y", toString: "z" } },
];

/** Go's client as karma uses it. */
const GO = { "User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip" };

/** What a browser sends with karma's dialog; karma's proxy passes it on. */
const BROWSER = {
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  Accept: "*/*",
  "Accept-Language": "en-US,en;q=0.5",
  "Content-Type": "application/json",
  Origin: "https://karma.example",
  Referer: "https://karma.example/",
};

describe("karma", () => {
  const scene = new Scene();
  let edge: EdgeProcess;
  let prometheus: Caller;
  let karma: HttpClient;

  beforeAll(async () => {
    edge = await startEdgeProcess(scene, { routing: ROUTING });
    prometheus = await scene.add(edge.as("prometheus"));
    karma = await scene.add(new HttpClient(edge.url, await edge.credentials("operator"), GO));
  });
  afterAll(() => scene.end());

  it("collects from an edge that has nothing to show", async () => {
    expect(await collect(karma)).toEqual({ version: "0.33.1", silences: [], groups: [] });
  });

  it("collects every group with its alerts", async () => {
    expect((await prometheus.post("/api/v2/alerts", ALERTS)).status).toBe(200);
    const { groups } = await collect(karma);
    const seen = groups.map(({ receiver, labels, alerts }) => [
      receiver.name,
      labels,
      alerts.map((alert) => [alert.labels, alert.status.state, alert.annotations, alert.generatorURL]),
    ]);
    const [first, second, odd] = ALERTS;
    const loud = [first?.labels, "active", first?.annotations, first?.generatorURL];
    const inhibited = [second?.labels, "suppressed", {}, undefined];
    expect(seen).toEqual([
      ["chat", { alertname: "Latency" }, [loud, inhibited]],
      ["pager", { alertname: "Latency" }, [loud]],
      ["chat", { alertname: "Odd" }, [[odd?.labels, "active", {}, undefined]]],
    ]);
    const of = (severity: string) =>
      groups.flatMap(({ alerts }) => alerts).find(({ labels }) => labels["severity"] === severity);
    expect(of("warning")?.status.inhibitedBy).toEqual([of("critical")?.fingerprint]);
  });

  const dialog = (fields: object = {}) => {
    // karma cuts the seconds off, so that the start has mostly passed when it comes.
    const start = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    return {
      matchers: [
        { name: "alertname", value: "(Latency|Odd)", isRegex: true, isEqual: true },
        { name: "cluster", value: "eu", isRegex: false, isEqual: true },
      ],
      startsAt: start.toISOString(),
      endsAt: new Date(start.getTime() + 3_600_000).toISOString(),
      createdBy: "mia",
      comment: "by karma: café",
      ...fields,
    };
  };

  const post = async (path: string, body: object) =>
    karma.send({ method: "POST", path, headers: BROWSER, body });

  it("sets a silence whose start has just passed, sees it, edits it and expires it", async () => {
    const before = Date.now();
    const set = await post("/api/v2/silences", dialog());
    expect(set.status, textOf(set)).toBe(200);
    expect(set.headers["content-type"]).toBe("application/json");
    const { silenceID } = strictJson(set, z.strictObject({ silenceID: z.uuid() }));

    const round = await collect(karma);
    expect(round.silences).toMatchObject([{ id: silenceID, createdBy: "mia", comment: "by karma: café" }]);
    expect(Date.parse(round.silences[0]?.startsAt ?? "")).toBeGreaterThanOrEqual(before);
    const [muted] = round.groups.flatMap(({ alerts }) => alerts);
    expect(muted?.status).toMatchObject({ state: "suppressed", silencedBy: [silenceID] });

    const edited = await post("/api/v2/silences", { ...dialog({ comment: "longer" }), id: silenceID });
    const { silenceID: next } = strictJson(edited, z.strictObject({ silenceID: z.uuid() }));
    const path = `/api/v2/silence/${next}`;
    const headers = { ...BROWSER, "Content-Type": "" };
    expect(await karma.send({ method: "DELETE", path, headers })).toMatchObject({ status: 200 });
    const over = await collect(karma);
    expect(over.groups.flatMap(({ alerts }) => alerts.flatMap(({ status }) => status.silencedBy))).toEqual(
      [],
    );
    const last = over.silences.find(({ id }) => id === next);
    expect(Date.parse(last?.endsAt ?? "")).toBeLessThanOrEqual(Date.now());
  });

  it("is told in words why a silence cannot be", async () => {
    const answer = await post(
      "/api/v2/silences",
      dialog({ matchers: [{ name: "a", value: "(", isRegex: true }] }),
    );
    expect(answer.status).toBe(400);
    expect(strictJson(answer, z.string())).toContain("invalid silence: invalid label matcher 0 in set 0: ");
  });

  it("may ask from a browser on another origin, without a cookie", async () => {
    const asked = {
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    };
    const origin = { Origin: BROWSER.Origin };
    const preflight = await karma.send({
      method: "OPTIONS",
      path: "/api/v2/silences",
      headers: { ...origin, ...asked },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": expect.stringMatching(/^content-type$/i),
    });
    const answer = await karma.get("/api/v2/silences", { ...origin, Cookie: "CF_Authorization=x" });
    expect(answer.headers).toMatchObject({ "access-control-allow-origin": "*" });
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it("goes on from the same data after the worker was killed", async () => {
    const before = await collect(karma);
    await edge.killWorker();
    const after = await until("the edge to answer", () => collect(karma).catch(() => false as const));
    expect(after).toEqual(before);
  });
});
