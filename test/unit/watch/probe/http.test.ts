import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, it, onTestFinished } from "vitest";
import type { HttpModule } from "../../../../src/config/config.ts";
import { MAX_REDIRECTS } from "../../../../src/watch/probe/http.ts";
import { MAX_BODY_BYTES } from "../../../../src/watch/probe/http-answer.ts";
import type { ProbeWorld } from "../../../../src/watch/probe/probe.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { httpModule } from "./modules.ts";
import { certificateFor } from "./pki.ts";
import { closedPort, startTcp, startTls } from "./servers.ts";
import { probe, testWorld } from "./world.ts";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A TCP server's address is an object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function run(target: string, module: Partial<HttpModule> = {}, changes: Partial<ProbeWorld> = {}) {
  return runProbe(probe(httpModule(module), target), "weur", testWorld(changes));
}

describe("http", () => {
  it("sends what the module says", async ({ expect }) => {
    let seen = "";
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = `${request.method} ${request.url} ${request.headers["x-key"]} ${Buffer.concat(chunks)}`;
      response.end();
    });
    const headers = [{ name: "X-Key", value: { value: "k" } }];
    const result = await run(`${url}x?y=z`, { method: "POST", body: "ping", headers });
    expect(result).toMatchObject({ state: "up", httpStatusCode: 200 });
    expect(seen).toBe("POST /x?y=z k ping");
  });

  it("a wrong status is down and is told", async ({ expect }) => {
    const url = await serve((_, response) => response.writeHead(503).end());
    expect(await run(url)).toMatchObject({
      state: "down",
      httpStatusCode: 503,
      reason: "Status 503, expected 200 to 299",
    });
  });

  it("an endless body is read up to its bound", async ({ expect }) => {
    let sent = 0;
    const url = await serve((_, response) => {
      const chunk = "x".repeat(64 * 1024);
      const more = () => {
        sent += chunk.length;
        if (response.write(chunk)) setImmediate(more);
        else response.once("drain", more);
      };
      more();
    });
    const result = await run(url, { failIfBodyNotMatches: ["hello"] });
    expect(result).toMatchObject({ state: "down", reason: 'Body does not match "hello"' });
    expect(sent).toBeGreaterThanOrEqual(MAX_BODY_BYTES);
    expect(sent).toBeLessThan(20 * MAX_BODY_BYTES);
  });

  it("a body that nobody asks for is not waited for", async ({ expect }) => {
    const url = await serve((_, response) => response.write("x"));
    expect(await run(url)).toMatchObject({ state: "up" });
  });

  it("a body that stops is down at the timeout", async ({ expect }) => {
    const url = await serve((_, response) => response.write("x"));
    const result = await run(url, { failIfBodyMatches: ["y"] }, { signal: AbortSignal.timeout(100) });
    expect(result).toMatchObject({ state: "down", reason: `No answer within 5s: GET ${url}` });
  });

  it("an answer that takes too long is down", async ({ expect }) => {
    let now = 0;
    const fetch = async () => {
      now += 300;
      return new Response("");
    };
    const world = { fetch, now: () => now };
    expect(await run("https://a.example/", { maxLatencyMs: 300 }, world)).toMatchObject({ state: "up" });
    expect(await run("https://a.example/", { maxLatencyMs: 299 }, world)).toMatchObject({
      state: "down",
      reason: "https://a.example/ took 300ms, over 299ms",
      httpStatusCode: 200,
    });
  });

  it("a port that is closed is down", async ({ expect }) => {
    const result = await run(`http://127.0.0.1:${await closedPort()}/`);
    expect(result.state).toBe("down");
    expect(result.reason).toContain("ECONNREFUSED");
  });

  const peers: readonly (readonly [string, (socket: Socket) => unknown])[] = [
    ["resets", (socket) => socket.once("data", () => socket.resetAndDestroy())],
    ["speaks no HTTP", (socket) => socket.end("220 mail\r\n")],
  ];
  it.for(peers)("a host that %s is down", async ([, onSocket], { expect }) => {
    const server = await startTcp(onSocket);
    const result = await run(`http://127.0.0.1:${server.port}/`);
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(/^Cannot fetch /);
  });

  it("a broken certificate is down with the reason", async ({ expect }) => {
    const leaf = await certificateFor({ name: "leaf", hosts: ["127.0.0.1"] });
    const server = await startTls({ key: leaf.key, cert: leaf.cert });
    const result = await run(`https://127.0.0.1:${server.port}/`);
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(/self-signed certificate/);
  });

  it("looks for the reason where the platform gives none", async ({ expect }) => {
    const to = Date.now() - 86_400_000;
    const leaf = await certificateFor({ name: "leaf", hosts: ["127.0.0.1"], from: to - 86_400_000, to });
    const server = await startTls({ key: leaf.key, cert: leaf.cert });
    const fetch = () => Promise.reject(new Error("internal error; reference = abc"));
    const result = await run(`https://127.0.0.1:${server.port}/`, {}, { fetch });
    expect(result).toMatchObject({ state: "down", certificate: { names: ["127.0.0.1"] } });
    expect(result.reason).toMatch(/^The certificate of CN=leaf expired at /);
  });

  it.for([
    ["is open: the platform's own failure", startTcp, "unknown"],
    ["is closed: the target's", async () => ({ port: await closedPort() }), "down"],
  ] as const)("looks at the port, which %s", async ([, start, state], { expect }) => {
    const { port } = await start(() => {});
    const fetch = () => Promise.reject(new Error("internal error; reference = abc"));
    expect(await run(`http://127.0.0.1:${port}/`, {}, { fetch })).toMatchObject({ state });
  });

  it("takes the client certificate that it names", async ({ expect }) => {
    const asked: string[] = [];
    const fetch = async (url: string) => new Response(String(asked.push(url)));
    const world: Partial<ProbeWorld> = {
      fetch: () => Promise.reject(new Error("without a certificate")),
      fetchWithCertificate: (name) => (name === "probe" ? fetch : undefined),
    };
    expect(await run("https://a.example/", { clientCertificate: "probe" }, world)).toMatchObject({
      state: "up",
    });
    expect(asked).toEqual(["https://a.example/"]);
    expect(await run("https://a.example/", { clientCertificate: "other" }, world)).toMatchObject({
      state: "unknown",
      reason: 'There is no client certificate "other"',
    });
  });
});

describe("redirects", () => {
  function redirecting(...locations: readonly string[]) {
    const urls: string[] = [];
    const fetch = async (url: string, init: RequestInit) => {
      urls.push(`${url} ${new Headers(init.headers).get("x-key") ?? "-"}`);
      const location = locations[urls.length - 1];
      return location === undefined
        ? new Response("")
        : new Response("", { status: 302, headers: { location } });
    };
    return { urls, fetch };
  }

  const headers = [{ name: "X-Key", value: { value: "k" } }];

  it("are followed by hand, without credentials to another origin", async ({ expect }) => {
    const { urls, fetch } = redirecting("/y", "https://b.example/", "https://a.example/z");
    expect(await run("https://a.example/x", { headers }, { fetch })).toMatchObject({ state: "up" });
    expect(urls).toEqual([
      "https://a.example/x k",
      "https://a.example/y k",
      "https://b.example/ -",
      "https://a.example/z -",
    ]);
  });

  it.for(["http://127.0.0.1/", "http://0x7f.1/", "http://[::ffff:a9fe:a9fe]/", "http://inner.example/"])(
    "to %s are refused on their hop",
    async (location, { expect }) => {
      const { urls, fetch } = redirecting(location);
      const resolve = async (name: string) => [name === "inner.example" ? "10.0.0.1" : "8.8.8.8"];
      const result = await run("https://a.example/", {}, { fetch, resolve, allowPrivate: false });
      expect(result.state).toBe("unknown");
      expect(result.reason).toMatch(
        /^Refused to probe .*: the address is (loopback|metadata service|private)/,
      );
      expect(urls).toEqual(["https://a.example/ -"]);
    },
  );

  it("are followed a bounded number of times", async ({ expect }) => {
    const most = redirecting(...new Array<string>(MAX_REDIRECTS).fill("/again"));
    expect(await run("https://a.example/", {}, { fetch: most.fetch })).toMatchObject({ state: "up" });
    const over = redirecting(...new Array<string>(MAX_REDIRECTS + 1).fill("/again"));
    expect(await run("https://a.example/", {}, { fetch: over.fetch })).toMatchObject({
      state: "down",
      reason: `https://a.example/ redirects over ${MAX_REDIRECTS} times`,
    });
    expect(over.urls).toHaveLength(MAX_REDIRECTS + 1);
  });

  it("are an answer where the module does not follow them", async ({ expect }) => {
    const module = { followRedirects: false, validStatusCodes: [302] };
    const { urls, fetch } = redirecting("/y");
    expect(await run("https://a.example/", module, { fetch })).toMatchObject({
      state: "up",
      httpStatusCode: 302,
    });
    expect(urls).toHaveLength(1);
  });

  it("without a place to go are an answer too", async ({ expect }) => {
    const fetch = async () => new Response("", { status: 302 });
    expect(await run("https://a.example/", {}, { fetch })).toMatchObject({
      state: "down",
      httpStatusCode: 302,
    });
  });
});
