import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, get } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { CfBlobs } from "../../../src/cli/cf-blob.ts";
import {
  addressOf,
  createTlsFront,
  createUiFront,
  drain,
  HANDSHAKE_MS,
  HEADERS_MS,
  isOwnName,
  KEEP_ALIVE_MS,
  listen,
  MAX_CONNECTIONS,
  REQUEST_MS,
} from "../../../src/cli/front.ts";
import { ensurePki } from "../../../src/cli/pki.ts";
import { WorkerPool } from "../../../src/cli/worker-pool.ts";
import { scratch } from "./scratch.ts";

describe("isOwnName", () => {
  const cases = [
    { host: "localhost:8080", want: true },
    { host: "LOCALHOST:8080", want: true },
    { host: "127.0.0.1:8080", want: true },
    { host: "[::1]:8080", want: true },
    { host: "localhost", want: false },
    { host: "localhost:8081", want: false },
    { host: "localhost:80800", want: false },
    { host: "evil.example:8080", want: false },
    { host: "localhost.evil.example:8080", want: false },
    { host: "127.0.0.1.nip.io:8080", want: false },
    { host: "localhost:8080:8080", want: false },
    { host: " localhost:8080", want: false },
    { host: "0.0.0.0:8080", want: false },
    { host: "", want: false },
    { host: undefined, want: false },
  ];

  it.for(cases)("says $want of $host on port 8080", ({ host, want }, { expect }) => {
    expect(isOwnName(host, 8080)).toBe(want);
  });

  it("takes a name without a port for port 80", ({ expect }) => {
    expect(isOwnName("localhost", 80)).toBe(true);
  });
});

describe("addressOf", () => {
  it("puts IPv6 addresses in brackets", ({ expect }) => {
    expect(addressOf("::1", 8443)).toBe("[::1]:8443");
    expect(addressOf("127.0.0.1", 8443)).toBe("127.0.0.1:8443");
  });
});

async function fronts() {
  const dir = await scratch();
  const pki = await ensurePki(dir, ["localhost"], Date.now());
  const pool = new WorkerPool(join(dir, "worker.sock"));
  onTestFinished(() => pool.close());
  const blobs = new CfBlobs({ has: () => false }, new X509Certificate(pki.ca));
  return [createTlsFront(pki, blobs, pool), createUiFront(pool)];
}

describe("both fronts", () => {
  it("bound what a caller without a certificate can hold", async ({ expect }) => {
    for (const front of await fronts()) {
      expect(front.headersTimeout).toBe(HEADERS_MS);
      expect(front.requestTimeout).toBe(REQUEST_MS);
      expect(front.keepAliveTimeout).toBe(KEEP_ALIVE_MS);
      expect(front.maxConnections).toBe(MAX_CONNECTIONS);
    }
  });

  it("give 16 MiB time on a slow line, and a group's minute a kept connection", ({ expect }) => {
    expect((16 * 1024 * 1024) / (REQUEST_MS / 1_000)).toBeLessThan(150_000);
    expect(KEEP_ALIVE_MS).toBeGreaterThan(60_000);
  });

  it("hang up on a client that does not finish its handshake", { timeout: HANDSHAKE_MS * 2 }, async ({
    expect,
  }) => {
    const [tls] = await fronts();
    if (tls === undefined) throw new Error("no front");
    const port = await listen(tls, "127.0.0.1", 0, "--port");
    onTestFinished(() => drain(tls, 0));
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    const startedAt = Date.now();
    socket.resume();
    await once(socket, "close");
    expect(Date.now() - startedAt).toBeLessThan(HANDSHAKE_MS + 2_000);
  });
});

describe("listen", () => {
  it("names the address that is taken, and the flag for another", async ({ expect }) => {
    const first = createServer();
    const port = await listen(first, "127.0.0.1", 0, "--port");
    onTestFinished(() => drain(first, 0));
    await expect(listen(createServer(), "127.0.0.1", port, "--ui-port")).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: the port is taken; choose another by --ui-port`,
    );
  });

  it("says that the machine has no such address", async ({ expect }) => {
    await expect(listen(createServer(), "192.0.2.1", 0, "--port")).rejects.toThrow("has no such address");
  });
});

describe("drain", () => {
  async function serving(ms: number) {
    const server = createServer((_request, response) => setTimeout(() => response.end("late"), ms));
    const port = await listen(server, "127.0.0.1", 0, "--port");
    const answer = Promise.withResolvers<string>();
    const outgoing = get({ port, headers: { Connection: "keep-alive" } }, (response) => {
      response
        .setEncoding("utf8")
        .on("data", answer.resolve)
        .on("error", () => answer.resolve("broken off"));
    });
    outgoing.on("error", () => answer.resolve("broken off"));
    await once(server, "request");
    return { server, port, answer: answer.promise };
  }

  it("lets a request end, and then does not wait for its kept connection", async ({ expect }) => {
    const { server, port, answer } = await serving(200);
    const startedAt = Date.now();
    const drained = drain(server, 5_000);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    expect(await answer).toBe("late");
    await drained;
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it("breaks off what takes longer than the grace", async ({ expect }) => {
    const { server, answer } = await serving(5_000);
    const startedAt = Date.now();
    await drain(server, 100);
    expect(await answer).toBe("broken off");
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  it("has nothing to do for a server that never listened", async ({ expect }) => {
    await expect(drain(createServer(), 5_000)).resolves.toBeUndefined();
  });
});
