import { readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { ProbeResult } from "../../src/watch/probe/probe.ts";
import { makeAuthority, type TestAuthority } from "./harness/authority.ts";
import type { Caller } from "./harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { Scene } from "./harness/scene.ts";
import { until } from "./harness/until.ts";

const QUIET = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";

/** What asks for a certificate of the edge's authority, once that is known. */
async function startGuarded(
  scene: Scene,
  authority: TestAuthority,
): Promise<{ server: Server; port: number }> {
  const { certificate: cert, key } = await authority.server("localhost");
  const options = { cert, key, ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (_, response) => response.end("let in"));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  await scene.add({ stop });
  return { server, port: (server.address() as AddressInfo).port }; // it listens on a port
}

function probes(port: number): string {
  const target = `https://localhost:${port}/`;
  const certificates = { shown: "PROMETHEUS", bare: undefined, absent: "PROBE_CLIENT" };
  const entries = Object.entries(certificates);
  return [
    "probes:",
    ...entries.map(([name]) => `  - {name: ${name}, module: ${name}, target: "${target}", interval: 1h}`),
    "modules:",
    ...entries.map(([name, certificate]) => {
      const http = certificate === undefined ? "" : `client_certificate: ${certificate}`;
      return `  ${name}: {prober: http, http: {${http}}}`;
    }),
  ].join("\n");
}

describe("a probe that shows a client certificate", () => {
  const scene = new Scene();
  let edge: EdgeProcess;
  let operator: Caller;

  beforeAll(async () => {
    const authority = await makeAuthority();
    const { server, port } = await startGuarded(scene, authority);
    edge = await startEdgeProcess(scene, {
      routing: QUIET,
      edge: probes(port),
      secrets: { SSL_CERT_FILE: await scene.file("authority.pem", authority.certificate) },
      allowPrivate: true,
    });
    const { certificate: cert, key } = await authority.server("localhost");
    server.setSecureContext({ cert, key, ca: await readFile(edge.pki("ca.crt")) });
    operator = await scene.add(edge.as("operator"));
  });
  afterAll(() => scene.end());

  async function run(probe: string): Promise<ProbeResult> {
    const { text } = await operator.post(`/api/farwatch/v1/probes/${probe}/run`, "");
    if (!text.startsWith("{")) throw new Error(text);
    return JSON.parse(text).result;
  }

  it("is let in with it, and refused without", async ({ expect }) => {
    expect(await run("shown")).toMatchObject({ state: "up", reason: "", httpStatusCode: 200 });
    expect(await run("bare")).toMatchObject({
      state: "down",
      reason: expect.stringContaining("a client certificate is asked for"),
    });
  });

  it("is unknown where there is no such pair, and the start has said so", async ({ expect }) => {
    expect(edge.output()).toContain(
      `probes  unknown where they need PROBE_CLIENT: there is no ${edge.pki("probe_client.crt")}`,
    );
    const reason = 'There is no client certificate "PROBE_CLIENT"';
    expect(await run("absent")).toMatchObject({ state: "unknown", reason: expect.stringContaining(reason) });
  });

  it("does not keep the worker from coming back once its pair is gone", async ({ expect }) => {
    await rm(edge.pki("prometheus.key"));
    const killed = await edge.killWorker();
    await until("another worker", async () => (await edge.workerPid()) !== killed);
    const result = await until("its answer", () => run("shown").catch(() => undefined));
    expect(result).toMatchObject({ state: "unknown" });
  });
});
