import { describe, it } from "vitest";
import { concat, Reader, uint, vector } from "../../../../../src/watch/probe/handshake/bytes.ts";
import { clientHelloBody, parseServerHello } from "../../../../../src/watch/probe/handshake/hello.ts";
import { TLS12, TLS13 } from "../../../../../src/watch/probe/handshake/parameters.ts";

const random = new Uint8Array(32).fill(1);

function serverHello(changes: {
  readonly random?: Uint8Array;
  readonly version?: number;
  readonly suite?: number;
  readonly extensions?: readonly Uint8Array[] | undefined;
}): Uint8Array {
  const extensions = "extensions" in changes ? changes.extensions : [];
  return concat(
    uint(2, changes.version ?? TLS12),
    changes.random ?? random,
    vector(1),
    uint(2, changes.suite ?? 0xc02f),
    uint(1, 0),
    ...(extensions === undefined ? [] : [vector(2, ...extensions)]),
  );
}

const extension = (id: number, content: Uint8Array) => concat(uint(2, id), vector(2, content));
const version13 = extension(43, uint(2, TLS13));
const share = extension(51, concat(uint(2, 0x1d), vector(2, Uint8Array.of(5, 6))));

describe("parseServerHello", () => {
  it("reads TLS 1.2", ({ expect }) => {
    const hello = parseServerHello(serverHello({ extensions: [extension(23, new Uint8Array())] }));
    expect(hello).toMatchObject({ version: TLS12, random, share: undefined, hasExtendedMasterSecret: true });
    expect(hello.suite.name).toBe("ECDHE_RSA_AES_128_GCM_SHA256");
    expect(parseServerHello(serverHello({ extensions: undefined })).hasExtendedMasterSecret).toBe(false);
  });

  it("reads TLS 1.3", ({ expect }) => {
    const hello = parseServerHello(serverHello({ suite: 0x1301, extensions: [version13, share] }));
    expect(hello).toMatchObject({ version: TLS13, share: { curve: 0x1d, key: Uint8Array.of(5, 6) } });
  });

  const retry = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
  const refusals = [
    ["another hello", { random: retry, suite: 0x1301, extensions: [version13] }, "HelloRetryRequest"],
    ["a suite that was not offered", { suite: 0x002f }, "cipher suite 0x2f, which was not offered"],
    ["a suite of the other version", { suite: 0x1301 }, "cipher suite 0x1301, which was not offered"],
    ["an old suite in the new version", { extensions: [version13] }, "cipher suite 0xc02f"],
    ["an old version", { version: 0x0301 }, "The peer speaks only TLS version 0x0301"],
  ] as const;
  it.for(refusals)("refuses %s", ([, changes, reason], { expect }) => {
    expect(() => parseServerHello(serverHello(changes))).toThrow(reason);
  });
});

describe("clientHelloBody", () => {
  function extensionsFor(serverName: string): Map<number, Uint8Array> {
    const shares = new Map([[0x1d, Uint8Array.of(1)]]);
    const reader = new Reader(clientHelloBody({ random, sessionId: random, serverName, shares }));
    reader.take(2 + 32);
    reader.vector(1);
    reader.vector(2);
    reader.vector(1);
    const list = new Reader(reader.vector(2));
    const found = new Map<number, Uint8Array>();
    while (!list.isDone) found.set(list.uint(2), list.vector(2));
    return found;
  }

  it("names the server without its last dot", ({ expect }) => {
    const name = extensionsFor("a.example.").get(0) ?? new Uint8Array();
    expect(Buffer.from(name.subarray(5)).toString()).toBe("a.example");
  });

  it.for(["192.0.2.1", "2001:db8::1"])("does not name %s", (address, { expect }) => {
    expect(extensionsFor(address).has(0)).toBe(false);
  });
});
