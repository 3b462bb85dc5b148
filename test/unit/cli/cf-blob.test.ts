import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { describe, it } from "vitest";
import {
  CfBlobs,
  MAX_CF_BLOB_CHARS,
  plainBlob,
  type RevokedSerials,
  toBlob,
} from "../../../src/cli/cf-blob.ts";
import {
  describeCertificate,
  MAX_CHAIN_RFC9440_BYTES,
  MAX_RFC9440_BYTES,
  noCertificate,
} from "../../../src/cli/client-certificate.ts";
import { ensurePki } from "../../../src/cli/pki.ts";
import { scratch } from "./scratch.ts";

interface Fake {
  readonly certificate?: X509Certificate;
  readonly authorized?: boolean;
  readonly authorizationError?: string;
}

/** As much of a socket as the blobs look at. */
function socketOf({ certificate, authorized = true, authorizationError }: Fake): TLSSocket {
  const socket = { authorized, authorizationError, getPeerX509Certificate: () => certificate };
  return socket as unknown as TLSSocket; // a test double of the three members that are used
}

async function made() {
  const dir = await scratch();
  await ensurePki(dir, ["localhost"], Date.now());
  const read = async (name: string) => new X509Certificate(await readFile(join(dir, name)));
  return { ca: await read("ca.crt"), client: await read("alertmanager.crt") };
}

const nobodyRevoked: RevokedSerials = { has: () => false };

function parse(blob: string) {
  return JSON.parse(blob).tlsClientAuth;
}

describe("CfBlobs", () => {
  it("shows a socket without a certificate as Cloudflare does", async ({ expect }) => {
    const { ca } = await made();
    expect(parse(new CfBlobs(nobodyRevoked, ca).of(socketOf({}), 0))).toEqual(noCertificate);
    expect(parse(plainBlob())).toEqual(noCertificate);
  });

  it("holds only strings and booleans, the flags as 0 and 1", async ({ expect }) => {
    const { ca, client } = await made();
    const seen = parse(new CfBlobs(nobodyRevoked, ca).of(socketOf({ certificate: client }), Date.now()));
    expect(Object.keys(seen)).toEqual(Object.keys(noCertificate));
    for (const [name, value] of Object.entries(seen)) {
      expect(typeof value, name).toBe(name.endsWith("TooLarge") ? "boolean" : "string");
    }
    expect(seen).toMatchObject({ certPresented: "1", certVerified: "SUCCESS", certRevoked: "0" });
  });

  it("asks for each request whether the certificate is revoked, and still valid", async ({ expect }) => {
    const { ca, client } = await made();
    let isRevoked = false;
    const blobs = new CfBlobs({ has: () => isRevoked }, ca);
    const socket = socketOf({ certificate: client });
    const end = client.validToDate.getTime();
    const verdict = (now: number) => {
      const { certVerified, certRevoked } = parse(blobs.of(socket, now));
      return [certVerified, certRevoked];
    };
    expect(verdict(end)).toEqual(["SUCCESS", "0"]);
    expect(verdict(end + 1)).toEqual(["FAILED:certificate has expired", "0"]);
    isRevoked = true;
    expect(verdict(end + 1)).toEqual(["FAILED:certificate has expired", "1"]);
    expect(verdict(end)).toEqual(["SUCCESS", "1"]);
    isRevoked = false;
    expect(verdict(end)).toEqual(["SUCCESS", "0"]);
  });

  it("describes a connection once", async ({ expect }) => {
    const { ca, client } = await made();
    let asked = 0;
    const socket = socketOf({ certificate: client });
    const counted = Object.assign(socket, {
      getPeerX509Certificate: () => {
        asked++;
        return client;
      },
    });
    const blobs = new CfBlobs(nobodyRevoked, ca);
    expect(blobs.of(counted, Date.now())).toBe(blobs.of(counted, Date.now()));
    expect(asked).toBe(1);
  });

  it("tells two connections apart", async ({ expect }) => {
    const { ca, client } = await made();
    const blobs = new CfBlobs(nobodyRevoked, ca);
    const bad = { certificate: client, authorized: false, authorizationError: "CERT_HAS_EXPIRED" };
    expect(parse(blobs.of(socketOf({ certificate: client }), Date.now())).certVerified).toBe("SUCCESS");
    expect(parse(blobs.of(socketOf(bad), Date.now())).certVerified).toBe("FAILED:certificate has expired");
    expect(parse(blobs.of(socketOf({}), Date.now())).certPresented).toBe("0");
  });

  it("never verifies a certificate that it cannot read", async ({ expect }) => {
    const { ca, client } = await made();
    const raw = Buffer.from("308200", "hex");
    const strange = new Proxy(client, {
      get: (target, key) => (key === "raw" ? raw : Reflect.get(target, key, target)),
    });
    const seen = parse(new CfBlobs(nobodyRevoked, ca).of(socketOf({ certificate: strange }), Date.now()));
    expect(seen).toMatchObject({ certPresented: "1", certVerified: "FAILED:unreadable certificate" });
    expect(seen.certFingerprintSHA256).toBe("");
  });
});

describe("toBlob", () => {
  it("is ASCII, whatever a name holds", ({ expect }) => {
    const named = { ...noCertificate, certSubjectDN: "naïve 漢字 😀 \u007f" };
    const blob = toBlob(named);
    expect(blob).toMatch(/^[\x20-\x7e]*$/);
    expect(parse(blob)).toEqual(named);
  });

  it("leaves out what a hostile certificate fills, and keeps the verdict", ({ expect }) => {
    const huge = {
      ...noCertificate,
      certPresented: "1",
      certVerified: "FAILED:x",
      certFingerprintSHA256: "ab",
      certSubjectDN: "x".repeat(MAX_CF_BLOB_CHARS),
    } as const;
    expect(toBlob(huge).length).toBeLessThan(MAX_CF_BLOB_CHARS);
    const verdict = { certPresented: "1", certVerified: "FAILED:x", certFingerprintSHA256: "ab" };
    expect(parse(toBlob(huge))).toEqual({ ...noCertificate, ...verdict });
  });
});

describe("describeCertificate", () => {
  it("names its issuer's serial when it knows the issuer, and sends no root as chain", async ({ expect }) => {
    const { ca, client } = await made();
    const seen = describeCertificate(client, [ca]);
    expect(seen.certIssuerSerial).toBe(ca.serialNumber);
    expect(seen.certChainRFC9440).toBe("");
    expect(describeCertificate(client, []).certIssuerSerial).toBe("");
    expect(describeCertificate(client, [client]).certChainRFC9440).toBe(`:${client.raw.toString("base64")}:`);
  });

  it("leaves out a certificate and a chain over Cloudflare's limits, and says so", async ({ expect }) => {
    const { client } = await made();
    const grown = (bytes: number) => {
      const raw = Buffer.concat([client.raw, Buffer.alloc(bytes)]);
      return new Proxy(client, {
        get: (target, key) => (key === "raw" ? raw : Reflect.get(target, key, target)),
      });
    };
    expect(describeCertificate(grown(0), [])).toMatchObject({ certRFC9440TooLarge: false });
    expect(describeCertificate(grown(MAX_RFC9440_BYTES), [])).toMatchObject({
      certRFC9440: "",
      certRFC9440TooLarge: true,
    });
    expect(describeCertificate(client, [grown(MAX_CHAIN_RFC9440_BYTES)])).toMatchObject({
      certChainRFC9440: "",
      certChainRFC9440TooLarge: true,
    });
  });
});
