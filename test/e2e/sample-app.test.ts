import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority } from "./harness/authority.ts";
import { startChild } from "./harness/child.ts";
import { KIND, otlpIn, type SpanSeen, STATUS_ERROR } from "./harness/otlp.ts";
import { ensureSamplePackages, SAMPLE, startSample } from "./harness/sample-app.ts";
import { Scene } from "./harness/scene.ts";
import { StandIn } from "./harness/stand-in.ts";

const scene = new Scene();
const collector = new StandIn(() => ({ status: 200, body: {} }));
afterAll(() => scene.end());
beforeAll(() => ensureSamplePackages());

/** As Traefik names its own span to the service behind it. */
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const TRAEFIK_SPAN = "b7ad6b7169203331";
const LOAD_REQUESTS = 40;

/** Everything that the collector got of a sample that was asked this and that, and then stopped. */
async function told() {
  await scene.add(collector.start());
  const sample = await startSample({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  scene.add({ stop: () => sample.stop() });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${sample.url}${path}`, {
      ...init,
      headers: { traceparent: `00-${TRACE}-${TRAEFIK_SPAN}-01`, "x-forwarded-proto": "https" },
    });
  const statuses = [
    (await ask("/parts/7?verbose=1")).status,
    (await ask("/orders", { method: "POST", body: '{"part":3,"quantity":2}' })).status,
    (await ask("/returns")).status,
    (await ask("/healthz")).status,
    (await ask("/nothing/here")).status,
    (await ask("/orders", { method: "POST", body: "{" })).status,
    (await ask("/orders", { method: "POST", body: "x".repeat(200_000) })).status,
    (await ask("//")).status,
  ];
  const load = await startChild(
    process.execPath,
    ["load.ts", "--seconds", "2", "--rate", "20", "--url", sample.url],
    { cwd: SAMPLE },
  );
  const loadEnded = await load.ended;
  const ended = await sample.stop();
  const lines = sample.child
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  return {
    statuses,
    load: { ended: loadEnded, output: load.output() },
    ended,
    lines,
    ...otlpIn(collector.requests),
  };
}

describe("the sample app", () => {
  let all: Awaited<ReturnType<typeof told>>;
  beforeAll(async () => {
    all = await told();
  });

  const spanNamed = (name: string): SpanSeen => {
    const found = all.spans.find((span) => span.name === name && span.traceId === TRACE);
    if (found === undefined) throw new Error(`There is no span "${name}" among ${all.spans.length}`);
    return found;
  };

  it("answers, and ends well when it is asked to", () => {
    expect(all.statuses).toEqual([200, 201, 500, 200, 404, 400, 413, 404]);
    expect(all.ended).toBe(0);
  });

  it("hangs its server span below Traefik's, its own work below that, and the query below its work", () => {
    const server = spanNamed("GET /parts/{id}");
    expect(server).toMatchObject({ parentSpanId: TRAEFIK_SPAN, kind: KIND.server, service: "sample-app" });
    const work = spanNamed("find part");
    expect(work).toMatchObject({ parentSpanId: server.spanId, kind: KIND.internal });
    expect(spanNamed("SELECT parts")).toMatchObject({ parentSpanId: work.spanId, kind: KIND.client });
  });

  it("names what was asked by the semantic conventions", () => {
    expect(spanNamed("GET /parts/{id}").attributes).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/parts/{id}",
      "http.response.status_code": 200,
      "url.path": "/parts/7",
      "url.query": "verbose=1",
      "url.scheme": "https",
    });
    expect(spanNamed("SELECT parts").attributes).toEqual({
      "db.system.name": "sqlite",
      "db.namespace": "shop",
      "db.operation.name": "SELECT",
      "db.collection.name": "parts",
      "db.query.text": "SELECT id, name, stock FROM parts WHERE id = ?",
      "db.response.returned_rows": 1,
    });
  });

  it("shows both statements of an order below its work", () => {
    const work = spanNamed("place order");
    const statements = all.spans.filter(({ parentSpanId }) => parentSpanId === work.spanId);
    expect(statements.map(({ name }) => name)).toEqual(["UPDATE parts", "INSERT orders"]);
  });

  it("lets a failing query fail the spans above it", () => {
    const failed = ["SELECT returns", "list returns", "GET /returns"].map(spanNamed);
    expect(failed.map(({ status }) => status.code)).toEqual([STATUS_ERROR, STATUS_ERROR, STATUS_ERROR]);
    expect(failed[0]?.attributes["error.type"]).toBe("SQLITE_1");
    expect(failed[2]?.attributes["error.type"]).toBe("500");
  });

  it("does not call the caller's mistakes errors, and names no route that is none", () => {
    const refused = all.spans.filter(({ attributes }) =>
      [400, 404].includes(Number(attributes["http.response.status_code"])),
    );
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused.filter(({ status }) => status.code === STATUS_ERROR)).toEqual([]);
    const nowhere = refused.find(({ attributes }) => attributes["url.path"] === "/nothing/here");
    expect(nowhere?.name).toBe("GET");
    expect(nowhere?.attributes).not.toHaveProperty(["http.route"]);
  });

  it("keeps health checks out of traces", () => {
    expect(all.spans.filter(({ attributes }) => attributes["url.path"] === "/healthz")).toEqual([]);
  });

  it("writes log lines with the ids of the span in which they were written, on both ways", () => {
    const order = spanNamed("place order");
    const want = { traceId: TRACE, spanId: order.spanId, severityText: "info" };
    expect(all.logs.find(({ traceId }) => traceId === TRACE)).toMatchObject({
      ...want,
      body: { stringValue: "Order taken" },
    });
    expect(all.lines.find(({ trace_id }) => trace_id === TRACE)).toMatchObject({
      level: "info",
      msg: "Order taken",
      span_id: order.spanId,
    });
    expect(all.lines).toHaveLength(all.logs.length);
  });

  it("logs a failure once, with its stack, in its trace", () => {
    const failures = all.logs.filter(
      ({ severityText, traceId }) => severityText === "error" && traceId === TRACE,
    );
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({
      spanId: spanNamed("GET /returns").spanId,
      body: { stringValue: "Cannot answer GET /returns: no such table: returns" },
      attributes: { "exception.stacktrace": expect.stringContaining("store.ts") },
    });
  });

  it("counts durations with exemplars that lie in their buckets and lead to spans that were sent", () => {
    const sent = new Set(all.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
    for (const name of ["http.server.request.duration", "db.client.operation.duration"]) {
      const points = all.points.filter(({ metric }) => metric === name);
      expect(points.map(({ unit }) => unit)).toEqual(points.map(() => "s"));
      const exemplars = points.flatMap(({ explicitBounds, bucketCounts, exemplars }) =>
        exemplars.map((one) => {
          const at = explicitBounds.findIndex((bound) => one.asDouble <= bound);
          return { ...one, inBucket: bucketCounts.at(at) };
        }),
      );
      expect(exemplars.length).toBeGreaterThanOrEqual(points.length);
      expect(exemplars.filter(({ inBucket }) => inBucket === 0)).toEqual([]);
      expect(exemplars.filter(({ traceId, spanId }) => !sent.has(`${traceId} ${spanId}`))).toEqual([]);
    }
  });

  it("gives a slow request an exemplar above half a second", () => {
    const slow = all.points.filter(({ attributes }) => attributes["http.route"] === "/report");
    expect(slow.flatMap(({ exemplars }) => exemplars).some(({ asDouble }) => asDouble > 0.5)).toBe(true);
  });

  it("is asked by the load as often as the load says", () => {
    expect(all.load.output).toMatch(
      new RegExp(`^${LOAD_REQUESTS} requests, 36 went well, 2 were refused, 2 failed, 0 got no answer`),
    );
    expect(all.load.ended).toBe(0);
    const roots = all.spans.filter(({ kind, traceId }) => kind === KIND.server && traceId !== TRACE);
    expect(roots).toHaveLength(LOAD_REQUESTS);
    const counted = all.points
      .filter(({ metric }) => metric === "http.server.request.duration")
      .reduce((sum, { count }) => sum + count, 0);
    // All but the health check.
    expect(counted).toBe(LOAD_REQUESTS + all.statuses.length - 1);
  });
});

describe("the sample app and a collector that demands a certificate", () => {
  it("shows the one that OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE names", async () => {
    const authority = await makeAuthority();
    const [own, pair] = [await authority.server("localhost"), await authority.client("sample-app")];
    const seen = new Set<string>();
    const server = createServer(
      {
        cert: own.certificate,
        key: own.key,
        ca: authority.certificate,
        requestCert: true,
        minVersion: "TLSv1.3",
      },
      ({ socket, url }, response) => {
        if (socket instanceof TLSSocket) seen.add(`${url} by ${socket.getPeerCertificate().subject?.CN}`);
        response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const sample = await startSample({
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${port}`,
      OTEL_EXPORTER_OTLP_CERTIFICATE: await scene.file("ca.crt", authority.certificate),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: await scene.file("client.crt", pair.certificate),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: await scene.file("client.key", pair.key),
    });
    await fetch(`${sample.url}/parts/1`);
    expect(await sample.stop()).toBe(0);
    server.close();
    expect([...seen].sort()).toEqual(
      ["logs", "metrics", "traces"].map((signal) => `/v1/${signal} by sample-app`),
    );
  });

  it("without a collector serves all the same, and ends in time", async () => {
    const sample = await startSample({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    expect((await fetch(`${sample.url}/parts/1`)).status).toBe(200);
    const asked = Date.now();
    expect(await sample.stop()).toBe(0);
    // Docker kills after ten seconds.
    expect(Date.now() - asked).toBeLessThan(8_000);
  });
});
