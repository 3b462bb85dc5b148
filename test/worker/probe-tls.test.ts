import { describe, it } from "vitest";
import { judgeChain } from "../../src/watch/probe/certificate.ts";
import { createExchange } from "../../src/watch/probe/handshake/exchange.ts";
import { shakeHands } from "../../src/watch/probe/handshake/handshake.ts";
import { curves, record, suites } from "../../src/watch/probe/handshake/parameters.ts";
import { seal12, seal13 } from "../../src/watch/probe/handshake/seal.ts";

// Against real servers the probe is tried in test/unit/watch/probe/workerd.test.ts; here it meets this Worker's own settings.

/** For a.example and 192.0.2.1, by itself, from 2026-01-01 to 2126-01-01. */
const pem = `-----BEGIN CERTIFICATE-----
MIIBaTCCAQ+gAwIBAgIRAOUnxPjAXTBKyC8VuHH5FCswCgYIKoZIzj0EAwIwHjEN
MAsGA1UEAxMEbGVhZjENMAsGA1UEChMEVGVzdDAgFw0yNjAxMDEwMDAwMDBaGA8y
MTI2MDEwMTAwMDAwMFowHjENMAsGA1UEAxMEbGVhZjENMAsGA1UEChMEVGVzdDBZ
MBMGByqGSM49AgEGCCqGSM49AwEHA0IABKcNmWp0vD49F1FKyBC863HETs8QCw7G
ekjZAozw84p9AK7pYmbTOnnwvB5Sx5DEbwGjIwC6SuP1+ZMyLgTHPtijLDAqMAwG
A1UdEwEB/wQCMAAwGgYDVR0RBBMwEYIJYS5leGFtcGxlhwTAAAIBMAoGCCqGSM49
BAMCA0gAMEUCIAZnE8XLCmVIN3qHY3Zrj6kcSKlZk1j+albTlL4os2oVAiEAzBwN
Y5pLe5VvOCKnl762/RFp5Of8j0v9CUnQmOTMHnc=
-----END CERTIFICATE-----`;

function der(text: string): Uint8Array {
  const base64 = text.replace(/-----[^-]+-----|\s/g, "");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

describe("the platform's certificates", () => {
  const now = Date.UTC(2030, 0, 1);

  it("say what they are for, whose they are and when they end", ({ expect }) => {
    expect(judgeChain([der(pem)], { name: "a.example", ca: pem, now })).toEqual({
      facts: {
        earliestExpiryAt: Date.UTC(2126, 0, 1),
        names: ["a.example", "192.0.2.1"],
        issuer: "O=Test, CN=leaf",
        trusted: true,
      },
      fault: undefined,
    });
  });

  it.for([
    ["192.0.2.1", now, undefined],
    ["b.example", now, "The certificate is not for b.example but for a.example, 192.0.2.1"],
    [
      "a.example",
      Date.UTC(2130, 0, 1),
      "The certificate of O=Test, CN=leaf expired at 2126-01-01T00:00:00.000Z",
    ],
    ["leaf", now, "The certificate is not for leaf but for a.example, 192.0.2.1"],
  ] as const)("hold for %s at %s: %s", ([name, at, fault], { expect }) => {
    expect(judgeChain([der(pem)], { name, ca: undefined, now: at })?.fault).toBe(fault);
  });
});

describe("the platform's cryptography", () => {
  it.for([...curves])("agrees on curve %s, %s", async ([id], { expect }) => {
    const [ours, theirs] = [await createExchange(), await createExchange()];
    const none = new Uint8Array();
    const secret = await ours.agree(id, theirs.publicKeys.get(id) ?? none);
    expect(secret.byteLength).toBeGreaterThanOrEqual(32);
    expect(await theirs.agree(id, ours.publicKeys.get(id) ?? none)).toEqual(secret);
    await expect(ours.agree(id, Uint8Array.of(4, 1, 2))).rejects.toThrow("a key that is none of");
  });

  it.for(suites)("seals and opens by $name, and notices a change", (suite, { expect }) => {
    const key = new Uint8Array(suite.keyLength).fill(7);
    for (const [seal, length] of [
      [seal13, 12],
      [seal12, suite.cipher === "chacha20-poly1305" ? 12 : 4],
    ] as const) {
      const iv = new Uint8Array(length).fill(9);
      const { type, fragment } = seal(suite, key, iv).seal(record.handshake, Uint8Array.of(1, 2, 3));
      const opened = seal(suite, key, iv).open(type, fragment);
      expect(opened.type).toBe(record.handshake);
      expect([...opened.content]).toEqual([1, 2, 3]);
      const broken = fragment.with(fragment.byteLength - 1, (fragment.at(-1) ?? 0) ^ 1);
      expect(() => seal(suite, key, iv).open(type, broken)).toThrow("does not decrypt");
    }
  });

  it("greets a server, and tells who is none", async ({ expect }) => {
    const written: Uint8Array[] = [];
    const wire = {
      read: async () => new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"),
      write: async (bytes: Uint8Array) => void written.push(bytes),
    };
    await expect(shakeHands(wire, "a.example")).rejects.toThrow("The peer does not speak TLS");
    expect(written[0]?.[0]).toBe(record.handshake);
  });
});
