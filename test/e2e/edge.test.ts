import "../../src/cli/reflect-metadata.ts";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request as requestHttp } from "node:http";
import { Agent, request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { X509CertificateGenerator } from "@peculiar/x509";
import { afterAll, beforeAll, describe, it, onTestFinished } from "vitest";
import { type Edge, startEdge } from "../../src/cli/edge.ts";
import { authorityOf, ensurePki } from "../../src/cli/pki.ts";
import { issue, LEAF_LIFETIME_MS, newKey, signingAlgorithm } from "../../src/cli/pki-issue.ts";
import { revoke } from "../../src/cli/pki-revoke.ts";
import {
  type Caller,
  call,
  callerOf,
  configFolder,
  farwatch,
  isRunning,
  scratchFolder,
  start,
  until,
  workerOf,
} from "./edge-setup.ts";

const MEBIBYTE = 1024 * 1024;

/** What the echo worker shows of a request. */
interface Echo {
  readonly url: string;
  readonly method: string;
  readonly headers: [string, string][];
  readonly cf: { tlsClientAuth: Record<string, unknown> };
  readonly bindings: Record<string, string>;
}

describe("the local edge before a worker that shows what reaches it", () => {
  let edge: Edge;
  let state: string;
  let dir: string;
  let stderr = "";
  const callers: Record<string, Caller> = {};

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "fw-edge-"));
    state = join(dir, "state");
    const routing = `route: {receiver: chat}
receivers:
  - name: chat
    slack_configs: [{api_url_file: /run/secrets/slack_api_url}]
`;
    edge = await startEdge({
      config: await configFolder(dir, routing),
      state,
      host: "127.0.0.1",
      port: 0,
      uiPort: 0,
      allowPrivate: false,
      env: { SLACK_API_URL: "https://hooks.example/secret", UNRELATED: "not for the worker" },
      entry: join(import.meta.dirname, "../fixtures/cli/echo-worker.ts"),
      stdout: () => {},
      stderr: (text) => {
        stderr += text;
      },
    });
    for (const name of ["alertmanager", "prometheus", "operator", "edge"]) {
      callers[name] = await callerOf(state, name);
    }
    callers.nobody = await callerOf(state);
  }, 60_000);

  afterAll(async () => {
    await edge?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  function as(name: string): Caller {
    const caller = callers[name];
    if (caller === undefined) throw new Error(`no caller ${name}`);
    return caller;
  }

  async function echo(caller: Caller, headers: string[] = [], path = "/echo"): Promise<Echo> {
    return (await call(caller, `${edge.url}${path}`, { headers })).json<Echo>();
  }

  async function verdict(caller: Caller) {
    const { certPresented, certVerified, certRevoked } = (await echo(caller)).cf.tlsClientAuth;
    return { certPresented, certVerified, certRevoked };
  }

  it("gives the worker its address, its identities, its token and the secrets that the routing names", async ({
    expect,
  }) => {
    const { bindings } = await echo(as("nobody"));
    const identities = JSON.parse(bindings.LOCAL_IDENTITIES ?? "");
    expect(Object.keys(bindings).sort()).toEqual([
      "FARWATCH_EDGE",
      "FARWATCH_STARTED_AT",
      "LOCAL_IDENTITIES",
      "LOCAL_URL",
      "OPERATOR_TOKEN",
      "SLACK_API_URL",
    ]);
    expect(bindings).toMatchObject({
      FARWATCH_EDGE: "local",
      LOCAL_URL: edge.url,
      SLACK_API_URL: "https://hooks.example/secret",
      OPERATOR_TOKEN: (await readFile(join(state, "operator.token"), "utf8")).trim(),
    });
    expect(identities).toMatchObject([
      { name: "alertmanager", roles: ["ingest"], tenant: "main" },
      { name: "prometheus", roles: ["ingest", "scrape"], tenant: "main" },
      { name: "operator", roles: ["operator"], tenant: "main" },
    ]);
    const { cf } = await echo(as("alertmanager"));
    expect(identities[0].certificates).toEqual([cf.tlsClientAuth.certFingerprintSHA256]);
  });

  it("writes no secret into the run folder", async ({ expect }) => {
    for (const name of await readdir(join(state, "run"))) {
      const text = await readFile(join(state, "run", name), "utf8").catch(() => "");
      expect(text).not.toContain("hooks.example");
    }
    expect((await stat(join(state, "run"))).mode & 0o777).toBe(0o700);
  });

  it("shows a good certificate in production's shape", async ({ expect }) => {
    const { cf } = await echo(as("alertmanager"));
    const ca = await readFile(join(state, "pki/ca.crt"));
    const own = new X509Certificate(as("alertmanager").cert ?? "");
    const issuer = new X509Certificate(ca).subject.split("\n").toReversed().join(",");
    expect(cf.tlsClientAuth).toEqual({
      certPresented: "1",
      certVerified: "SUCCESS",
      certRevoked: "0",
      certIssuerDN: issuer,
      certSubjectDN: "CN=alertmanager,O=Farwatch",
      certIssuerDNRFC2253: issuer,
      certSubjectDNRFC2253: "CN=alertmanager,O=Farwatch",
      certIssuerDNLegacy: `/${new X509Certificate(ca).subject.replace("\n", "/")}`,
      certSubjectDNLegacy: "/O=Farwatch/CN=alertmanager",
      certSerial: own.serialNumber,
      certIssuerSerial: new X509Certificate(ca).serialNumber,
      certSKI: expect.stringMatching(/^[0-9A-F]{40}$/),
      certIssuerSKI: expect.stringMatching(/^[0-9A-F]{40}$/),
      certFingerprintSHA1: own.fingerprint.replaceAll(":", "").toLowerCase(),
      certFingerprintSHA256: own.fingerprint256.replaceAll(":", "").toLowerCase(),
      certNotBefore: own.validFrom,
      certNotAfter: own.validTo,
      certRFC9440: `:${own.raw.toString("base64")}:`,
      certRFC9440TooLarge: false,
      certChainRFC9440: "",
      certChainRFC9440TooLarge: false,
    });
  });

  it("shows no certificate as Cloudflare does", async ({ expect }) => {
    const { cf } = await echo(as("nobody"));
    expect(cf.tlsClientAuth).toMatchObject({ certPresented: "0", certVerified: "NONE", certRevoked: "0" });
    expect(cf.tlsClientAuth.certFingerprintSHA256).toBe("");
  });

  const failures = [
    {
      name: "a foreign authority's",
      make: foreign,
      want: /^FAILED:unable to (verify the first|get local issuer) certificate$/,
    },
    { name: "a foreign authority's of the same name", make: namesake, want: /^FAILED:/ },
    { name: "a self-signed one", make: selfSigned, want: /^FAILED:self signed certificate$/ },
    { name: "an expired one", make: expired, want: /^FAILED:certificate has expired$/ },
    { name: "one that is not valid yet", make: notYet, want: /^FAILED:certificate is not yet valid$/ },
    {
      name: "the server's own",
      make: () => callerOf(state, "edge"),
      want: /^FAILED:unsupported certificate purpose$/,
    },
  ];

  it.for(failures)("shows that $name is not verified", async ({ make, want }, { expect }) => {
    expect(await verdict(await make())).toEqual({
      certPresented: "1",
      certVerified: expect.stringMatching(want),
      certRevoked: "0",
    });
  });

  async function foreign(): Promise<Caller> {
    const pki = join(dir, "foreign");
    await ensurePki(pki, ["localhost"], Date.now());
    const { ca: _, ...own } = await callerFrom(pki, "alertmanager");
    return { ...as("nobody"), ...own };
  }

  async function namesake(): Promise<Caller> {
    const { certificate } = await authorityOf(join(state, "pki"));
    const other = await authorityOf(await madePki(join(dir, "foreign")));
    const pair = await issue(
      { certificate, key: other.key },
      { name: "alertmanager", usage: "clientAuth", hosts: ["alertmanager"] },
      Date.now(),
    );
    return { ...as("nobody"), cert: pair.certificate, key: pair.key };
  }

  async function selfSigned(): Promise<Caller> {
    const key = await newKey();
    const privateKey = createPrivateKey(key);
    const keys = {
      privateKey: privateKey.toCryptoKey(signingAlgorithm, true, ["sign"]),
      publicKey: createPublicKey(privateKey).toCryptoKey(signingAlgorithm, true, ["verify"]),
    };
    const name = "CN=alertmanager,O=Farwatch";
    const certificate = await X509CertificateGenerator.createSelfSigned({ name, keys, signingAlgorithm });
    return { ...as("nobody"), cert: certificate.toString("pem"), key };
  }

  async function expired(): Promise<Caller> {
    return issued(Date.now() - LEAF_LIFETIME_MS - 60_000);
  }

  async function notYet(): Promise<Caller> {
    return issued(Date.now() + 3_600_000);
  }

  async function issued(at: number, name = "alertmanager"): Promise<Caller> {
    const authority = await authorityOf(join(state, "pki"));
    const pair = await issue(authority, { name, usage: "clientAuth", hosts: [name] }, at);
    return { ...as("nobody"), cert: pair.certificate, key: pair.key };
  }

  it("refuses a certificate from its end on, on a connection that outlives it", async ({ expect }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    // Certificates count in whole seconds.
    const end = Math.ceil(Date.now() / 1_000) * 1_000 + 1_000;
    const caller = await issued(end - LEAF_LIFETIME_MS);
    const ask = async () => (await call(caller, `${edge.url}/echo`, { agent })).json<Echo>().cf.tlsClientAuth;
    expect(await ask()).toMatchObject({ certVerified: "SUCCESS" });
    await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 1_100));
    expect(await ask()).toMatchObject({ certVerified: "FAILED:certificate has expired", certPresented: "1" });
  });

  it("shows a revocation from the next request on, on an open connection too", async ({ expect }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const caller = as("prometheus");
    const ask = async () => (await call(caller, `${edge.url}/echo`, { agent })).json<Echo>().cf.tlsClientAuth;
    expect(await ask()).toMatchObject({ certVerified: "SUCCESS", certRevoked: "0" });
    await revoke(join(state, "pki"), "prometheus", Date.now());
    expect(await ask()).toMatchObject({ certVerified: "SUCCESS", certRevoked: "1" });
    expect(await verdict(as("operator"))).toMatchObject({ certRevoked: "0" });
  });

  it("keeps the last list when the file is spoilt, and takes the next good one", async ({ expect }) => {
    const path = join(state, "pki/ca.crl");
    const good = await readFile(path);
    await writeFile(path, "garbage");
    expect(await verdict(as("prometheus"))).toMatchObject({ certRevoked: "1" });
    expect(stderr).toContain("the last list stays in force");
    await writeFile(path, good);
    expect(await verdict(as("prometheus"))).toMatchObject({ certRevoked: "1" });
  });

  const forged = JSON.stringify({
    tlsClientAuth: { certPresented: "1", certVerified: "SUCCESS", certRevoked: "0" },
  });
  const forgeries = [
    ["farwatch-cf", forged],
    ["Farwatch-Cf", forged],
    ["FARWATCH-CF", forged, "farwatch-cf", forged],
    ["MF-CF-Blob", forged],
    ["Connection", "farwatch-cf, close", "farwatch-cf", forged],
    ["Cf-Client-Cert-Sha256", "aa", "Client-Cert", ":AA==:"],
  ];

  it.for(forgeries)("believes nothing of %s: %s", async (headers, { expect }) => {
    const { cf, headers: seen } = await echo(as("nobody"), [...headers]);
    expect(cf.tlsClientAuth).toMatchObject({ certPresented: "0", certVerified: "NONE" });
    expect(seen.map(([name]) => name)).not.toContain("farwatch-cf");
    expect(JSON.stringify(seen)).not.toContain("SUCCESS");
    expect(JSON.stringify(seen)).not.toContain("AA==");
  });

  it("says itself where a request came from", async ({ expect }) => {
    const { headers, url } = await echo(as("nobody"), [
      "CF-Connecting-IP",
      "198.51.100.1",
      "X-Forwarded-Proto",
      "http",
    ]);
    expect(headers.filter(([name]) => name === "cf-connecting-ip")).toEqual([
      ["cf-connecting-ip", "127.0.0.1"],
    ]);
    expect(url).toMatch(/^https:/);
  });

  it("keeps host, path, query, method and other headers", async ({ expect }) => {
    const answer = await call(as("alertmanager"), `${edge.url}/a%20b/c?x=1&y=%2F`, {
      method: "DELETE",
      headers: ["Authorization", "Bearer t", "X-One", "1", "Cookie", "a=b"],
    });
    const seen = answer.json<Echo>();
    expect(seen.url).toBe(`${edge.url}/a%20b/c?x=1&y=%2F`);
    expect(seen.method).toBe("DELETE");
    const wanted = [
      ["authorization", "Bearer t"],
      ["x-one", "1"],
      ["cookie", "a=b"],
    ];
    expect(seen.headers).toEqual(expect.arrayContaining(wanted));
  });

  it("takes a wish to speak another protocol for a plain request", async ({ expect }) => {
    const { headers } = await echo(as("nobody"), ["Connection", "Upgrade", "Upgrade", "websocket"]);
    expect(headers.map(([name]) => name)).not.toContain("upgrade");
  });

  it.for(["TLSv1.2", "TLSv1.3"] as const)("resumes no session over %s", async (version, { expect }) => {
    const { port } = new URL(edge.url);
    const options = {
      port: Number(port),
      host: "127.0.0.1",
      minVersion: version,
      maxVersion: version,
    } as const;
    const first = await handshake({ ...options, ...as("alertmanager") });
    const session = first.session ?? first.socket.getSession();
    first.socket.destroy();
    const second = await handshake({
      ...options,
      ...as("nobody"),
      ...(session !== undefined && { session }),
    });
    onTestFinished(() => {
      second.socket.destroy();
    });
    expect(second.socket.isSessionReused()).toBe(false);
    const seen = await askOver(second.socket);
    expect(seen.cf.tlsClientAuth).toMatchObject({ certPresented: "0", certVerified: "NONE" });
  });

  async function handshake(
    options: ConnectionOptions,
  ): Promise<{ socket: TLSSocket; session: Buffer | undefined }> {
    let session: Buffer | undefined;
    const socket = connect(options);
    socket.on("session", (ticket) => {
      session = ticket;
    });
    await once(socket, "secureConnect");
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { socket, session };
  }

  async function askOver(socket: TLSSocket): Promise<Echo> {
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk;
    });
    socket.write("GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await once(socket, "close");
    return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  }

  it("speaks no TLS below 1.2", async ({ expect }) => {
    const { port } = new URL(edge.url);
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await expect(handshake({ port: Number(port), ...as("nobody"), ...old })).rejects.toThrow();
  });

  it("passes bodies of 16 MiB both ways, unchanged in length", async ({ expect }) => {
    const body = Buffer.alloc(16 * MEBIBYTE, "x");
    expect((await call(as("alertmanager"), `${edge.url}/length`, { body })).json()).toBe(body.length);
    expect((await call(as("alertmanager"), `${edge.url}/large`)).body).toHaveLength(16 * MEBIBYTE);
  });

  it.for([0, 1, 65_536, 65_537, 1_000_000])("passes a body of %i bytes", async (length, { expect }) => {
    const body = Buffer.alloc(length, "x");
    expect((await call(as("alertmanager"), `${edge.url}/length`, { body })).json()).toBe(length);
  });

  it("passes a body that comes in chunks", async ({ expect }) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const outgoing = request(
        `${edge.url}/length`,
        { ...as("alertmanager"), method: "POST" },
        (response) => {
          response.setEncoding("utf8").on("data", resolve);
        },
      );
      outgoing.on("error", reject);
      for (let part = 0; part < 10; part++) outgoing.write("x".repeat(50_000));
      outgoing.end();
    });
    expect(answer).toBe("500000");
  });

  it("brings the refusal of a body that the worker does not read to its end", async ({ expect }) => {
    const body = Buffer.alloc(16 * MEBIBYTE, "x");
    for (let round = 0; round < 10; round++) {
      const { status, body: text } = await call(as("alertmanager"), `${edge.url}/refuse`, { body });
      expect({ status, text: text.toString() }).toEqual({ status: 413, text: "refused" });
    }
  });

  it("lets a connection be used again after such a refusal", async ({ expect }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const body = Buffer.alloc(4 * MEBIBYTE, "x");
    expect((await call(as("alertmanager"), `${edge.url}/refuse`, { agent, body })).status).toBe(413);
    expect((await call(as("alertmanager"), `${edge.url}/echo`, { agent })).status).toBe(200);
  });

  it("answers 400 to a target that is no path", async ({ expect }) => {
    const { port } = new URL(edge.url);
    const { socket } = await handshake({ port: Number(port), host: "127.0.0.1", ...as("nobody") });
    socket.write("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const [chunk] = await once(socket, "data");
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("prints an uncaught exception of the worker, with its stack", async ({ expect }) => {
    expect((await call(as("nobody"), `${edge.url}/throw`)).status).toBe(500);
    await until(() => /worker: uncaught Error: thrown on purpose\n\s+at /.test(stderr));
  });

  it("runs the cron event at once", async ({ expect }) => {
    await until(async () => (await call(as("nobody"), `${edge.url}/ticks`)).json<number>() > 0);
    expect((await call(as("nobody"), `${edge.url}/ticks`)).json<number>()).toBeGreaterThan(0);
  });

  it("serves people on this machine without a certificate, under its own names alone", async ({ expect }) => {
    const answer = await fetch(`${edge.uiUrl}/echo`, {
      headers: { Authorization: "Bearer t", "farwatch-cf": forged },
    });
    const seen = (await answer.json()) as Echo; // the echo worker's answer
    expect(seen.url).toBe(`${edge.uiUrl}/echo`);
    expect(seen.cf.tlsClientAuth).toMatchObject({ certPresented: "0", certVerified: "NONE" });
    expect(seen.headers).toContainEqual(["authorization", "Bearer t"]);

    const { port } = new URL(edge.uiUrl);
    expect(await statusByHost(Number(port), `localhost:${port}`)).toBe(200);
    for (const host of ["evil.example", `evil.example:${port}`, "localhost", "localhost:1"]) {
      expect(await statusByHost(Number(port), host)).toBe(421);
    }
  });

  async function statusByHost(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = requestHttp(
        { port, host: "127.0.0.1", path: "/echo", headers: { Host: host } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on("error", reject).end();
    });
  }

  it("answers 503 while the worker is dead, and within a second its successor answers", async ({
    expect,
  }) => {
    expect((await call(as("operator"), `${edge.url}/add`)).json()).toBe(1);
    const pid = edge.workerPid();
    if (pid === undefined) throw new Error("no worker");
    const inFlight = call(as("operator"), `${edge.url}/slow?ms=30000`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.kill(pid, "SIGKILL");
    const killedAt = Date.now();
    expect((await inFlight).status).toBe(503);
    await until(async () => {
      const { status } = await call(as("operator"), `${edge.url}/echo`);
      if (status !== 200 && status !== 503) throw new Error(`status ${status}`);
      return status === 200;
    });
    expect(Date.now() - killedAt).toBeLessThan(1_500);
    expect(edge.workerPid()).not.toBe(pid);
    expect((await call(as("operator"), `${edge.url}/add`)).json()).toBe(2);
  });
});

async function callerFrom(pki: string, name: string): Promise<Caller> {
  const pem = (file: string) => readFile(join(pki, file), "utf8");
  return { ca: await pem("ca.crt"), cert: await pem(`${name}.crt`), key: await pem(`${name}.key`) };
}

async function madePki(dir: string): Promise<string> {
  await ensurePki(dir, ["localhost"], Date.now());
  return dir;
}

describe("npm start", () => {
  it("says ready in one line, within 3 s when warm, and serves only whom it knows", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const cold = start(config, state);
    await cold.ready();
    cold.child.kill("SIGTERM");
    expect(await cold.exited).toEqual({ code: 0, signal: null });

    const warm = start(config, state);
    const { url, uiUrl, afterMs } = await warm.ready();
    expect(afterMs).toBeLessThan(3_000);
    expect(warm.stdout().match(/^ready /gm)).toHaveLength(1);
    expect((await call(await callerOf(state), `${url}/-/healthy`)).status).toBe(200);
    expect((await call(await callerOf(state), `${url}/api/v2/silences`)).status).toBe(403);
    expect((await call(await callerOf(state, "operator"), `${url}/api/v2/silences`)).status).toBe(200);
    const token = (await readFile(join(state, "operator.token"), "utf8")).trim();
    const withToken = (bearer: string) =>
      fetch(`${uiUrl}/api/v2/silences`, { headers: { Authorization: `Bearer ${bearer}` } });
    expect((await withToken(token)).status).toBe(200);
    expect((await withToken("x".repeat(43))).status).toBe(403);
  });

  it("serves its runbooks to whoever asks, and no file of theirs by its own path", async ({ expect }) => {
    const dir = await scratchFolder();
    const { url } = await start(await configFolder(dir), join(dir, "state")).ready();
    const anyone = await callerOf(join(dir, "state"));
    const page = await call(anyone, `${url}/runbooks/HostDown`);
    expect([page.status, page.body.includes("<h1>HostDown</h1>")]).toEqual([200, true]);
    for (const path of ["/HostDown.html", "/pages/HostDown.html", "/runbooks/..%2fpages%2fHostDown.html"]) {
      const { status, body } = await call(anyone, url + path);
      expect([403, 404], path).toContain(status);
      expect(body.includes("<h1>HostDown</h1>")).toBe(false);
    }
  });

  it("refuses what `pki revoke` names, without a restart", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const { url } = await start(config, state).ready();
    const operator = await callerOf(state, "operator");
    expect((await call(operator, `${url}/api/v2/silences`)).status).toBe(200);
    const revoking = farwatch("pki", "revoke", "operator", "--state", state);
    expect(await revoking.exited).toEqual({ code: 0, signal: null });
    expect(revoking.stdout()).toContain('Revoked "operator"');
    expect((await call(operator, `${url}/api/v2/silences`)).status).toBe(403);
  });

  it("refuses a second start on the same state in one line with the pid of the first", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const first = start(config, state);
    await first.ready();
    const second = start(config, state);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toBe(`Cannot start: process ${first.child.pid} already runs on ${state}\n`);
    expect((await call(await callerOf(state), `${(await first.ready()).url}/-/healthy`)).status).toBe(200);
  });

  it("starts at once after kill -9 of its whole process group", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    for (let round = 0; round < 3; round++) {
      const running = start(config, state);
      await running.ready();
      process.kill(-(running.child.pid ?? 0), "SIGKILL");
    }
    const last = start(config, state);
    const { url } = await last.ready();
    expect((await call(await callerOf(state), `${url}/-/healthy`)).status).toBe(200);
    expect(last.stderr()).not.toContain("Cannot");
  });

  it("takes its worker along when it is killed", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const running = start(config, state);
    await running.ready();
    const worker = await workerOf(state);
    if (worker === undefined) throw new Error("no worker");
    expect(await isRunning(worker)).toBe(true);
    running.child.kill("SIGKILL");
    await until(async () => !(await isRunning(worker)), 2_000);
  });

  it("ends a worker that nobody guards any more, before it starts another", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const first = start(config, state);
    await first.ready();
    const orphan = await workerOf(state);
    if (orphan === undefined) throw new Error("no worker");
    process.kill(await guardOf(orphan), "SIGKILL");
    first.child.kill("SIGKILL");
    await first.exited;
    expect(await isRunning(orphan)).toBe(true);
    await start(config, state).ready();
    expect(await isRunning(orphan)).toBe(false);
  });

  it("lets a request end that is under way when SIGTERM comes, and exits 0", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const running = start(config, state);
    const { url } = await running.ready();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const caller = await callerOf(state, "operator");
    await call(caller, `${url}/-/healthy`, { agent });
    // A request whose body is still on its way.
    const outgoing = request(`${url}/api/v2/silences`, { ...caller, method: "POST", agent: false });
    outgoing.setHeader("Content-Type", "application/json");
    const answered = once(outgoing, "response");
    outgoing.write("{");
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.child.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 300));
    outgoing.end("}");
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(await running.exited).toEqual({ code: 0, signal: null });
    expect(await workerOf(state)).toBeUndefined();
  });

  it("exits 0 by Ctrl-C too, which reaches its whole group", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const running = start(config, state);
    await running.ready();
    process.kill(-(running.child.pid ?? 0), "SIGINT");
    expect(await running.exited).toEqual({ code: 0, signal: null });
    expect(running.stderr()).toBe("");
  });

  it("works on a state folder whose path is longer than a socket's may be", async ({ expect }) => {
    const dir = await scratchFolder();
    const state = join(dir, "s".repeat(120), "t".repeat(60));
    const running = start(await configFolder(dir), state);
    const { url } = await running.ready();
    expect((await call(await callerOf(state), `${url}/-/healthy`)).status).toBe(200);
    const second = start(join(dir, "config"), state);
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toContain(`process ${running.child.pid}`);
  });

  it("covers --host and the host of external_url by its certificate", async ({ expect }) => {
    const dir = await scratchFolder();
    const state = join(dir, "state");
    const config = await configFolder(dir, undefined, "external_url: https://watch.example.org\n");
    const { url } = await start(config, state, "--host", "127.0.0.2").ready();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.2:/);
    expect((await call(await callerOf(state), `${url}/-/healthy`)).status).toBe(200);
    const edge = new X509Certificate(await readFile(join(state, "pki/edge.crt")));
    expect(edge.checkHost("watch.example.org")).toBe("watch.example.org");
  });

  it("names the port that is taken, and leaves nothing running", async ({ expect }) => {
    const dir = await scratchFolder();
    const [config, state] = [await configFolder(dir), join(dir, "state")];
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => {
      other.close();
    });
    await once(other, "listening");
    const { port } = other.address() as AddressInfo; // it listens on TCP
    for (const flag of ["--port", "--ui-port"]) {
      const running = start(config, state, flag, String(port));
      expect(await running.exited).toEqual({ code: 1, signal: null });
      expect(running.stderr()).toBe(
        `Cannot listen on 127.0.0.1:${port}: the port is taken; choose another by ${flag}\n`,
      );
    }
    expect(await workerOf(state)).toBeUndefined();
  });

  const refusals = [
    {
      name: "no configuration",
      routing: undefined,
      want: /^Cannot read .*routing\.yaml: there is no such file\n$/,
    },
    {
      name: "a broken one",
      routing: "route: {receiver: x}\nreceivers: []\n",
      want: /^[^\n]*Cannot start: \S+routing\.yaml:\d+:\d+: [^\n]+\n$/,
    },
  ];

  it.for(refusals)("refuses $name with exit code 1", async ({ routing, want }, { expect }) => {
    const dir = await scratchFolder();
    if (routing !== undefined) await configFolder(dir, routing);
    const running = start(join(dir, "config"), join(dir, "state"));
    expect(await running.exited).toEqual({ code: 1, signal: null });
    expect(running.stderr()).toMatch(want);
    expect(running.stdout()).toBe("");
  });

  it("names a key that it cannot read, in one line", async ({ expect }) => {
    const dir = await scratchFolder();
    const state = join(dir, "state");
    await mkdir(join(state, "pki/edge.key"), { recursive: true });
    const running = start(await configFolder(dir), state);
    expect(await running.exited).toEqual({ code: 1, signal: null });
    expect(running.stderr()).toBe(`Cannot read ${join(state, "pki/edge.key")}: it is a folder\n`);
  });

  it("tells a newcomer where notifications go while no secret is set", async ({ expect }) => {
    const dir = await scratchFolder();
    const routing =
      "route: {receiver: chat}\nreceivers: [{name: chat, slack_configs: [{api_url_file: /s/slack_url}]}]\n";
    const running = start(await configFolder(dir, routing), join(dir, "state"));
    await running.ready();
    expect(running.stdout()).toMatch(/^notifications +printed here: none of SLACK_URL is set/m);
    expect(running.stdout()).toContain(join(dir, "state", "pki"));
  });
});

/** The shell that waits to end this worker. */
async function guardOf(worker: number): Promise<number> {
  for (const pid of await readdir("/proc")) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes("farwatch-guard") && line.includes(`\0${worker}\0`)) return Number(pid);
  }
  throw new Error(`nobody guards ${worker}`);
}
