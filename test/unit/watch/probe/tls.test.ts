import { beforeAll, describe, it } from "vitest";
import type { TlsModule } from "../../../../src/config/config.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { authority, certificateFor, type KeyKind, type Signed } from "./pki.ts";
import { startTcp, startTls } from "./servers.ts";
import { probe, testWorld } from "./world.ts";

const DAY_MS = 86_400_000;
const module: TlsModule = { prober: "tls", name: "tls" };
const kinds: readonly KeyKind[] = ["P-256", "P-384", "P-521", "RSA", "Ed25519"];
const versions = ["TLSv1.2", "TLSv1.3"] as const;

let root: Signed;
let intermediate: Signed;
const leaves = new Map<KeyKind, Signed>();

beforeAll(async () => {
  root = await authority("Test Root", { kind: "RSA" });
  intermediate = await authority("Test Intermediate", { issuer: root, to: Date.now() + 20 * DAY_MS });
  for (const kind of kinds) {
    const leaf = await certificateFor({
      name: kind,
      kind,
      hosts: ["localhost", "127.0.0.1"],
      issuer: intermediate,
    });
    leaves.set(kind, leaf);
  }
});

function only(version: (typeof versions)[number]) {
  return { minVersion: version, maxVersion: version };
}

function chainOf(leaf: Signed | undefined) {
  return { key: leaf?.key, cert: `${leaf?.cert}\n${intermediate.cert}` };
}

describe.for(versions)("over %s", (version) => {
  it.for(kinds)("reads a chain of %s up to its authority", async (kind, { expect }) => {
    const server = await startTls({ ...chainOf(leaves.get(kind)), ...only(version) });
    const world = testWorld();
    const target = `localhost:${server.port}`;
    const result = await runProbe(probe({ ...module, ca: root.cert }, target), "weur", world);
    expect(result).toMatchObject({ state: "up", reason: "" });
    expect(result.certificate).toEqual({
      // Certificates know seconds; the intermediate ends first.
      earliestExpiryAt: intermediate.certificate.notAfter.getTime(),
      names: ["localhost", "127.0.0.1"],
      issuer: "CN=Test Intermediate",
      trusted: true,
    });
    await expect.poll(() => server.handshakes.map((one) => one.version)).toEqual([version]);
    expect(server.errors).toEqual([]);
  });

  const suites = {
    "TLSv1.2": [
      "ECDHE-RSA-AES128-GCM-SHA256",
      "ECDHE-RSA-AES256-GCM-SHA384",
      "ECDHE-RSA-CHACHA20-POLY1305",
      "ECDHE-ECDSA-AES128-GCM-SHA256",
      "ECDHE-ECDSA-AES256-GCM-SHA384",
      "ECDHE-ECDSA-CHACHA20-POLY1305",
    ],
    "TLSv1.3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
  };

  it.for(suites[version])("finishes with %s", async (ciphers, { expect }) => {
    const leaf = leaves.get(ciphers.includes("RSA-") ? "RSA" : "P-256");
    const server = await startTls({ ...chainOf(leaf), ...only(version), ciphers });
    const result = await runProbe(probe(module, `localhost:${server.port}`), "weur", testWorld());
    expect(result).toMatchObject({ state: "up", reason: "" });
    await expect.poll(() => server.handshakes.map(({ cipher }) => cipher)).toEqual([ciphers]);
    expect(server.errors).toEqual([]);
  });

  it.for(["X25519", "P-256", "P-384", "P-521"])("agrees on a key over %s", async (ecdhCurve, { expect }) => {
    const server = await startTls({ ...chainOf(leaves.get("RSA")), ...only(version), ecdhCurve });
    const result = await runProbe(probe(module, `localhost:${server.port}`), "weur", testWorld());
    expect(result).toMatchObject({ state: "up", reason: "" });
    expect(server.errors).toEqual([]);
  });

  it.for(["P-256", "RSA"] as const)(
    "tells that a certificate of %s has expired",
    async (kind, { expect }) => {
      const to = Date.now() - DAY_MS;
      const leaf = await certificateFor({ name: "old", kind, hosts: ["localhost"], from: to - DAY_MS, to });
      const server = await startTls({ key: leaf.key, cert: leaf.cert, ...only(version) });
      const world = testWorld();
      const result = await runProbe(probe(module, `localhost:${server.port}`), "weur", world);
      const expiredAt = leaf.certificate.notAfter.getTime();
      expect(result).toMatchObject({
        state: "down",
        reason: `The certificate of CN=old expired at ${new Date(expiredAt).toISOString()}`,
        certificate: { earliestExpiryAt: expiredAt, names: ["localhost"], issuer: "CN=old" },
      });
      await expect.poll(() => world.open()).toBe(0);
    },
  );

  it.for(["P-256", "RSA"] as const)(
    "tells that a certificate of %s has another name",
    async (kind, { expect }) => {
      const leaf = await certificateFor({ name: "localhost", kind, hosts: ["a.example", "*.b.example"] });
      const server = await startTls({ key: leaf.key, cert: leaf.cert, ...only(version) });
      const target = `localhost:${server.port}`;
      const result = await runProbe(probe(module, target), "weur", testWorld());
      expect(result).toMatchObject({
        state: "down",
        reason: "The certificate is not for localhost but for a.example, *.b.example",
        certificate: { names: ["a.example", "*.b.example"] },
      });
      const asked = await runProbe(
        probe({ ...module, serverName: "x.b.example" }, target),
        "weur",
        testWorld(),
      );
      expect(asked.state).toBe("up");
    },
  );

  it.for(["P-256", "RSA"] as const)("tells that %s is signed by itself alone", async (kind, { expect }) => {
    const leaf = await certificateFor({ name: "self", kind, hosts: ["localhost"] });
    const server = await startTls({ key: leaf.key, cert: leaf.cert, ...only(version) });
    const target = `localhost:${server.port}`;
    const result = await runProbe(probe({ ...module, ca: root.cert }, target), "weur", testWorld());
    expect(result).toMatchObject({
      state: "down",
      reason: "The certificate does not end in the configured authority: CN=self issued it",
      certificate: { trusted: false, issuer: "CN=self" },
    });
    const unasked = await runProbe(probe(module, target), "weur", testWorld());
    expect(unasked.state).toBe("up");
    expect(unasked.certificate).not.toHaveProperty("trusted");
  });

  it.for(["P-256", "RSA"] as const)("tells that another authority signed %s", async (kind, { expect }) => {
    // Named alike, so that only the signature tells.
    const stranger = await authority("Test Root", { kind });
    const leaf = await certificateFor({ name: "leaf", kind, hosts: ["localhost"], issuer: stranger });
    const cert = `${leaf.cert}\n${stranger.cert}`;
    const server = await startTls({ key: leaf.key, cert, ...only(version) });
    const target = `localhost:${server.port}`;
    const result = await runProbe(probe({ ...module, ca: root.cert }, target), "weur", testWorld());
    expect(result).toMatchObject({ state: "down", certificate: { trusted: false } });
  });

  it("reads the chain of a server that asks for a client certificate", async ({ expect }) => {
    const wish = { requestCert: true, rejectUnauthorized: true, ca: root.cert };
    const server = await startTls({ ...chainOf(leaves.get("P-256")), ...only(version), ...wish });
    const world = testWorld();
    const result = await runProbe(probe(module, `localhost:${server.port}`), "weur", world);
    expect(result).toMatchObject({ state: "up", certificate: { issuer: "CN=Test Intermediate" } });
    await expect.poll(() => world.open()).toBe(0);
  });

  it("sends the name that it asks for, and none where it asks for an address", async ({ expect }) => {
    const server = await startTls({ ...chainOf(leaves.get("P-256")), ...only(version) });
    const target = `127.0.0.1:${server.port}`;
    await runProbe(probe(module, target), "weur", testWorld());
    await runProbe(probe({ ...module, serverName: "localhost" }, target), "weur", testWorld());
    await expect.poll(() => server.handshakes.length).toBe(2);
    expect(server.handshakes.map(({ name }) => name)).toEqual([false, "localhost"]);
  });
});

describe("a peer that is no TLS server", () => {
  const peers = [
    [
      "speaks something else",
      (socket) => socket.write("220 mail.example ESMTP\r\n"),
      "The peer does not speak TLS",
    ],
    [
      "answers in plain HTTP",
      (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
      "The peer does not speak TLS",
    ],
    ["hangs up", (socket) => socket.end(), "The peer hung up in the handshake"],
    [
      "resets",
      (socket) => socket.once("data", () => socket.resetAndDestroy()),
      /^The (connection broke|peer hung up) in the handshake/,
    ],
    [
      "refuses",
      (socket) => socket.write(Uint8Array.of(21, 3, 3, 0, 2, 2, 40)),
      "The peer refused the handshake: handshake_failure",
    ],
    [
      "stops inside a record",
      (socket) => socket.end(Uint8Array.of(22, 3, 3, 0, 9, 2)),
      "The peer hung up in the handshake",
    ],
    [
      "sends a record of no length that TLS knows",
      (socket) => socket.write(Uint8Array.of(22, 3, 3, 255, 255)),
      "The peer does not speak TLS",
    ],
    [
      "sends data at once",
      (socket) => socket.write(Uint8Array.of(23, 3, 3, 0, 1, 0)),
      "The peer sent data in the handshake",
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof startTcp>[0], string | RegExp])[];

  it.for(peers)("%s: down", async ([, onSocket, reason], { expect }) => {
    const server = await startTcp(onSocket);
    const world = testWorld();
    const result = await runProbe(probe(module, `127.0.0.1:${server.port}`), "weur", world);
    expect(result.state).toBe("down");
    expect(result.reason).toMatch(reason);
    await expect.poll(() => world.open()).toBe(0);
  });

  it("never answers: down with the step, at the timeout", async ({ expect }) => {
    const server = await startTcp(() => {});
    const world = testWorld({ signal: AbortSignal.timeout(100) });
    const result = await runProbe(probe(module, `127.0.0.1:${server.port}`), "weur", world);
    expect(result.state).toBe("down");
    expect(result.reason).toBe(
      `No answer within 5s: TLS handshake with 127.0.0.1:${server.port} as 127.0.0.1`,
    );
    await expect.poll(() => world.open()).toBe(0);
  });

  it("sends handshake messages without end: down", async ({ expect }) => {
    const record = Buffer.concat([
      Buffer.of(22, 3, 3, 0x40, 0),
      Buffer.of(2, 255, 255, 255),
      Buffer.alloc(0x4000 - 4),
    ]);
    const more = Buffer.concat([Buffer.of(22, 3, 3, 0x40, 0), Buffer.alloc(0x4000)]);
    const server = await startTcp((socket) => {
      socket.write(record);
      const timer = setInterval(() => socket.write(more), 1);
      socket.on("close", () => clearInterval(timer));
    });
    const world = testWorld();
    const result = await runProbe(probe(module, `127.0.0.1:${server.port}`), "weur", world);
    expect(result).toMatchObject({ state: "down", reason: "The peer's handshake is over 131072 bytes" });
  });
});

it("a server of TLS 1.1 alone: down", async ({ expect }) => {
  const options = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
  const server = await startTls({ ...chainOf(leaves.get("RSA")), ...options });
  const result = await runProbe(probe(module, `127.0.0.1:${server.port}`), "weur", testWorld());
  expect(result).toMatchObject({ state: "down", reason: "The peer refused the handshake: protocol_version" });
});

it("a closed port: down", async ({ expect }) => {
  const result = await runProbe(probe(module, "127.0.0.1:1"), "weur", testWorld());
  expect(result.state).toBe("down");
  expect(result.reason).toContain("Cannot connect to 127.0.0.1:1");
});
