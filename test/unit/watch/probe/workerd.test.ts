import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, it, onTestFinished } from "vitest";
import type { HttpModule, ProbeConfig, TlsModule } from "../../../../src/config/config.ts";
import type { ProbeResult } from "../../../../src/watch/probe/probe.ts";
import { httpModule } from "./modules.ts";
import { authority, certificateFor, type Signed } from "./pki.ts";
import { startTcp, startTls } from "./servers.ts";
import { probe } from "./world.ts";

const DAY_MS = 86_400_000;
const tls: TlsModule = { prober: "tls", name: "tls" };

const folder = mkdtempSync(join(tmpdir(), "farwatch-probe-"));
const socketPath = join(folder, "http.sock");
let child: ReturnType<typeof spawn>;
let root: Signed;

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "unix:${socketPath}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "entry", esModule = embed "entry.js")],
  compatibilityDate = "2026-11-01",
  globalOutbound = "internet",
);
`;

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "workerd-entry.ts")],
    outfile: join(folder, "entry.js"),
    bundle: true,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*", "node:*"],
  });
  writeFileSync(join(folder, "config.capnp"), config);
  child = spawn(workerdPath(), ["serve", join(folder, "config.capnp")], { stdio: "ignore" });
  root = await authority("Test Root");
  await until(() => ask(probe(httpModule(), "mailto:nobody")).then(() => true));
});

afterAll(() => {
  child.kill();
  rmSync(folder, { recursive: true });
});

function workerdPath(): string {
  // The package has no types.
  const { default: path } = createRequire(import.meta.url)("workerd") as { default: string };
  return path;
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await check().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("workerd does not answer");
}

/** Runs one probe inside workerd. */
function ask(config: ProbeConfig): Promise<ProbeResult & { readonly steps: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const one = request({ socketPath, method: "POST", path: "/" }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(text));
    });
    one.on("error", reject).end(JSON.stringify(config));
  });
}

async function startHttp(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer ?? (() => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A TCP server's address is an object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.for(["TLSv1.2", "TLSv1.3"] as const)("in workerd, over %s", (version) => {
  const limits = { minVersion: version, maxVersion: version };

  it.for(["P-256", "P-384", "RSA", "Ed25519"] as const)(
    "tls reads a chain of %s",
    async (kind, { expect }) => {
      const leaf = await certificateFor({ name: "leaf", kind, hosts: ["localhost"], issuer: root });
      const server = await startTls({ key: leaf.key, cert: `${leaf.cert}\n${root.cert}`, ...limits });
      const module = { ...tls, serverName: "localhost", ca: root.cert };
      const result = await ask(probe(module, `127.0.0.1:${server.port}`));
      expect(result).toMatchObject({
        state: "up",
        reason: "",
        certificate: {
          earliestExpiryAt: Math.min(...[leaf, root].map((one) => one.certificate.notAfter.getTime())),
          names: ["localhost"],
          issuer: "CN=Test Root",
          trusted: true,
        },
      });
      await expect.poll(() => server.handshakes.map((one) => one.version)).toEqual([version]);
      expect(server.errors).toEqual([]);
    },
  );

  const suites = {
    "TLSv1.2": ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"],
    "TLSv1.3": ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
  };

  it.for(suites[version])("tls finishes with %s", async (ciphers, { expect }) => {
    const leaf = await certificateFor({ name: "leaf", kind: "RSA", hosts: ["127.0.0.1"] });
    const server = await startTls({ key: leaf.key, cert: leaf.cert, ...limits, ciphers });
    const result = await ask(probe(tls, `127.0.0.1:${server.port}`));
    expect(result).toMatchObject({ state: "up", certificate: { names: ["127.0.0.1"] } });
    await expect.poll(() => server.handshakes.map(({ cipher }) => cipher)).toEqual([ciphers]);
  });

  it.for(["X25519", "P-256", "P-384", "P-521"])(
    "tls agrees on a key over %s",
    async (ecdhCurve, { expect }) => {
      const leaf = await certificateFor({ name: "leaf", hosts: ["127.0.0.1"] });
      const server = await startTls({ key: leaf.key, cert: leaf.cert, ...limits, ecdhCurve });
      const result = await ask(probe(tls, `127.0.0.1:${server.port}`));
      expect(result).toMatchObject({ state: "up" });
    },
  );

  const faults = [
    [
      "has expired",
      { hosts: ["127.0.0.1"], from: Date.now() - 9 * DAY_MS, to: Date.now() - DAY_MS },
      /expired at/,
    ],
    ["has another name", { hosts: ["a.example"] }, /is not for 127.0.0.1 but for a.example/],
    ["is signed by another", { hosts: ["127.0.0.1"] }, /does not end in the configured authority/],
  ] as const;

  it.for(faults)("tls tells that a certificate %s", async ([, wanted, reason], { expect }) => {
    const leaf = await certificateFor({ name: "leaf", ...wanted });
    const server = await startTls({ key: leaf.key, cert: leaf.cert, ...limits });
    const result = await ask(probe({ ...tls, ca: root.cert }, `127.0.0.1:${server.port}`));
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(reason);
    expect(result.certificate).toMatchObject({ names: wanted.hosts, trusted: false });
  });

  it.for([...faults.slice(0, 2), ["is unknown", { hosts: ["127.0.0.1"] }, /is not trusted/]] as const)(
    "http tells that a certificate %s",
    async ([, wanted, reason], { expect }) => {
      const leaf = await certificateFor({ name: "leaf", ...wanted });
      const server = await startTls({ key: leaf.key, cert: leaf.cert, ...limits });
      const result = await ask(probe(httpModule(), `https://127.0.0.1:${server.port}/`));
      expect(result.state).toBe("down");
      expect(result.reason).toMatch(reason);
      expect(result.certificate).toMatchObject({ names: wanted.hosts });
    },
  );
});

describe("in workerd", () => {
  const module: HttpModule = httpModule({ failIfBodyNotMatches: ["ell"] });

  it("http finds a page up", async ({ expect }) => {
    const url = await startHttp((_, response) => response.end("hello"));
    expect(await ask(probe(module, url))).toMatchObject({ state: "up", httpStatusCode: 200 });
  });

  it("http reads an endless body up to its bound", async ({ expect }) => {
    const url = await startHttp((_, response) => {
      const timer = setInterval(() => response.write("x".repeat(256 * 1024)), 1);
      response.on("close", () => clearInterval(timer));
    });
    const result = await ask(probe(module, url));
    expect(result).toMatchObject({ state: "down", reason: 'Body does not match "ell"' });
  });

  it("http that hangs ends with the timeout", async ({ expect }) => {
    const url = await startHttp(() => {});
    const result = await ask({ ...probe(module, url), timeoutMs: 200 });
    expect(result).toMatchObject({ state: "down", reason: `No answer within 0.2s: GET ${url}` });
    expect(result.durationMs).toBeLessThan(2_000);
  });

  it("http follows a redirect by hand", async ({ expect }) => {
    const url = await startHttp(({ url: path }, response) => {
      if (path === "/") response.writeHead(302, { location: "/there" });
      response.end("hello");
    });
    const result = await ask(probe(module, url));
    expect(result).toMatchObject({ state: "up", httpStatusCode: 200 });
    expect(result.steps).toContain(`302 leads to ${url}there`);
  });

  it.for([
    ["http", probe(httpModule(), "http://127.0.0.1:1/")],
    ["https", probe(httpModule(), "https://127.0.0.1:1/")],
    ["tcp", probe({ prober: "tcp", name: "tcp", queryResponse: [] }, "127.0.0.1:1")],
    ["tls", probe(tls, "127.0.0.1:1")],
    ["a name without an address by https", probe(httpModule(), "https://nosuch.invalid/")],
    ["a name without an address by http", probe(httpModule(), "http://nosuch.invalid/")],
  ] as const)("a closed port is down: %s", async ([, config], { expect }) => {
    const result = await ask(config);
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(/^Cannot (connect to|fetch) /);
  });

  it("tcp holds a dialogue", async ({ expect }) => {
    const server = await startTcp((socket) => {
      socket.write("220 mail.example ESMTP\r\n");
      socket.on("data", (data) =>
        socket.write(data.toString().startsWith("EHLO mail.example") ? "250 hi\r\n" : "500\r\n"),
      );
    });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: blackbox_exporter's word for a group
    const queryResponse = [{ expect: "^220 (\\S+) ESMTP", send: "EHLO ${1}" }, { expect: "^250 " }];
    const result = await ask(
      probe({ prober: "tcp", name: "smtp", queryResponse }, `127.0.0.1:${server.port}`),
    );
    expect(result).toMatchObject({ state: "up", reason: "" });
  });

  it("tls against what is no TLS server is down", async ({ expect }) => {
    const server = await startTcp((socket) => socket.write("220 mail.example ESMTP\r\n"));
    const result = await ask(probe(tls, `127.0.0.1:${server.port}`));
    expect(result).toMatchObject({ state: "down", reason: "The peer does not speak TLS" });
  });

  it("tls that hangs ends with the timeout", async ({ expect }) => {
    const server = await startTcp(() => {});
    const result = await ask({ ...probe(tls, `127.0.0.1:${server.port}`), timeoutMs: 200 });
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(/^No answer within 0.2s: TLS handshake/);
  });
});
