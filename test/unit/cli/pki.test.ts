import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { acquireLock } from "../../../src/cli/lock.ts";
import { clientRoles, ensurePki } from "../../../src/cli/pki.ts";
import { normalizeSerial, readCrl } from "../../../src/cli/pki-crl.ts";
import {
  BACKDATE_MS,
  CA_LIFETIME_MS,
  LEAF_LIFETIME_MS,
  newKey,
  SERIAL_BYTES,
  selfSign,
} from "../../../src/cli/pki-issue.ts";
import { REVOKE_WAIT_MS, revoke } from "../../../src/cli/pki-revoke.ts";
import { RENEW_BEFORE_MS } from "../../../src/cli/pki-standing.ts";
import { scratch } from "./scratch.ts";

const hosts = ["localhost", "127.0.0.1", "::1", "watch.example.org"];
const now = Date.now();
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

async function certificate(dir: string, name: string): Promise<X509Certificate> {
  return new X509Certificate(await readFile(join(dir, `${name}.crt`)));
}

async function contents(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  const texts = names.map(async (name) => [name, await readFile(join(dir, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(texts));
}

describe("ensurePki", () => {
  it("makes the authority, its list, and every pair; keys for the owner alone", async ({ expect }) => {
    const dir = join(await scratch(), "pki");
    await ensurePki(dir, hosts, now);
    const names = ["alertmanager", "ca", "edge", "operator", "prometheus"];
    const files = [...names.flatMap((name) => [`${name}.crt`, `${name}.key`]), "ca.crl"].sort();
    expect((await readdir(dir)).sort()).toEqual(files);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const name of names) expect((await stat(join(dir, `${name}.key`))).mode & 0o777).toBe(0o600);
  });

  it("gives each certificate its names, its usage and its life", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const edge = await certificate(dir, "edge");
    expect(edge.subjectAltName).toBe(
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:watch.example.org",
    );
    expect(edge.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    for (const name of Object.keys(clientRoles)) {
      const client = await certificate(dir, name);
      expect(client.subjectAltName).toBe(`DNS:${name}`);
      expect(client.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
      expect(client.ca).toBe(false);
      expect(Math.abs(client.validToDate.getTime() - now - LEAF_LIFETIME_MS)).toBeLessThan(1_000);
    }
    const ca = await certificate(dir, "ca");
    expect(ca.ca).toBe(true);
    expect(Math.abs(ca.validToDate.getTime() - now - CA_LIFETIME_MS)).toBeLessThan(1_000);
    expect(Math.abs(now - BACKDATE_MS - edge.validFromDate.getTime())).toBeLessThan(1_000);
    expect(edge.serialNumber).toHaveLength(2 * SERIAL_BYTES);
    expect(edge.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("pins the clients' certificates by the fingerprints that openssl would show", async ({ expect }) => {
    const dir = await scratch();
    const { clients } = await ensurePki(dir, hosts, now);
    for (const name of Object.keys(clientRoles)) {
      const { raw } = await certificate(dir, name);
      const digest = Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(raw))).toString("hex");
      expect(clients.get(name)).toEqual([digest]);
    }
  });

  it("changes nothing the second time", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const first = await contents(dir);
    await ensurePki(dir, hosts, now + 1_000);
    expect(await contents(dir)).toEqual(first);
  });

  it("changes nothing while a month and a second are left, and renews later", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const first = await contents(dir);
    const edgeOfRenewal = now + LEAF_LIFETIME_MS - RENEW_BEFORE_MS;
    await ensurePki(dir, hosts, edgeOfRenewal - 1_000);
    expect(await contents(dir)).toEqual(first);
    await ensurePki(dir, hosts, edgeOfRenewal + 1_000);
    const renewed = await contents(dir);
    for (const name of ["edge.crt", "edge.key", "alertmanager.crt"])
      expect(renewed[name]).not.toBe(first[name]);
    for (const name of ["ca.crt", "ca.key", "ca.crl"]) expect(renewed[name]).toBe(first[name]);
  });

  it("lets the replaced client certificate in until it ends", async ({ expect }) => {
    const dir = await scratch();
    const before = await ensurePki(dir, hosts, now);
    const after = await ensurePki(dir, hosts, now + LEAF_LIFETIME_MS - 1_000);
    expect(after.clients.get("prometheus")).toHaveLength(2);
    expect(after.clients.get("prometheus")).toContain(before.clients.get("prometheus")?.[0]);
  });

  it("renews the edge's certificate when it lacks a name, and only that", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const first = await contents(dir);
    await ensurePki(dir, [...hosts, "192.0.2.7"], now);
    expect((await certificate(dir, "edge")).checkIP("192.0.2.7")).toBe("192.0.2.7");
    expect((await contents(dir))["operator.crt"]).toBe(first["operator.crt"]);
    const second = await contents(dir);
    await ensurePki(dir, hosts, now);
    expect(await contents(dir)).toEqual(second);
  });

  const halves = ["alertmanager.crt", "alertmanager.key", "edge.crt", "edge.key"];
  it.for(halves)("makes a pair anew that a crash left without its %s", async (file, { expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await rm(join(dir, file));
    await ensurePki(dir, hosts, now);
    const name = file.split(".")[0] ?? "";
    const { createPrivateKey } = await import("node:crypto");
    const key = createPrivateKey(await readFile(join(dir, `${name}.key`)));
    expect((await certificate(dir, name)).checkPrivateKey(key)).toBe(true);
  });

  it("makes a pair anew whose key is another's", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await writeFile(join(dir, "operator.key"), await newKey());
    const { clients } = await ensurePki(dir, hosts, now);
    expect(clients.get("operator")).toHaveLength(2);
  });

  it("signs a lone authority's key again, and never replaces it", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const key = await readFile(join(dir, "ca.key"), "utf8");
    await rm(join(dir, "ca.crt"));
    await ensurePki(dir, hosts, now);
    expect(await readFile(join(dir, "ca.key"), "utf8")).toBe(key);
    const [ca, edge] = [await certificate(dir, "ca"), await certificate(dir, "edge")];
    expect(edge.checkIssued(ca) && edge.verify(ca.publicKey)).toBe(true);
  });

  it("needs no authority's key as long as nothing is to be signed", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await rm(join(dir, "ca.key"));
    await ensurePki(dir, hosts, now);
    await rm(join(dir, "edge.crt"));
    await expect(ensurePki(dir, hosts, now)).rejects.toThrow(`there is no ${join(dir, "ca.key")}`);
  });

  it("leaves a server certificate alone that another authority issued", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const key = await newKey();
    const foreign = (await selfSignAs(key, "Some CA")).toString();
    await writeFile(join(dir, "edge.key"), key);
    await writeFile(join(dir, "edge.crt"), foreign);
    expect((await ensurePki(dir, hosts, now)).edge).toEqual({ certificate: foreign, key });
  });

  const broken = [
    { file: "ca.crt", content: "garbage", want: "ca.crt: it is not a certificate" },
    { file: "ca.key", content: "garbage", without: "ca.crt", want: "ca.key: it is not a private key" },
  ];
  it.for(broken)("names $file when it is garbage", async ({ file, content, without, want }, { expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    if (without !== undefined) await rm(join(dir, without));
    await writeFile(join(dir, file), content);
    await expect(ensurePki(dir, hosts, now)).rejects.toThrow(want);
  });

  it("names a key that cannot be read", async ({ expect }) => {
    const dir = await scratch();
    await mkdir(join(dir, "edge.key"), { recursive: true });
    await expect(ensurePki(dir, hosts, now)).rejects.toThrow(
      `Cannot read ${join(dir, "edge.key")}: it is a folder`,
    );
  });

  it("says so when the authority has ended", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await expect(ensurePki(dir, hosts, now + CA_LIFETIME_MS + 1_000)).rejects.toThrow("ca.crt: it ended");
  });

  it("never signs beyond its own end", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await ensurePki(dir, hosts, now + CA_LIFETIME_MS - 2 * RENEW_BEFORE_MS);
    const [ca, edge] = [await certificate(dir, "ca"), await certificate(dir, "edge")];
    expect(edge.validToDate).toEqual(ca.validToDate);
  });
});

/** A certificate that is its own issuer, under another authority's name. */
async function selfSignAs(key: string, name: string) {
  const x509 = await import("@peculiar/x509");
  const { createPrivateKey, createPublicKey } = await import("node:crypto");
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const privateKey = createPrivateKey(key);
  return x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, true, ["sign"]),
      publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ["verify"]),
    },
    signingAlgorithm: { ...algorithm, hash: "SHA-256" },
  });
}

describe("revoke", () => {
  it("puts the serial on the list, once", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    expect(await revoke(dir, "alertmanager", now)).toBe(true);
    const list = await readFile(join(dir, "ca.crl"), "utf8");
    expect(readCrl(list).map(({ serial }) => serial)).toEqual([
      normalizeSerial((await certificate(dir, "alertmanager")).serialNumber),
    ]);
    expect(await revoke(dir, "alertmanager", now)).toBe(false);
    expect(await readFile(join(dir, "ca.crl"), "utf8")).toBe(list);
  });

  it("adds to what is revoked, and revokes a replaced certificate with its successor", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await revoke(dir, "alertmanager", now);
    await ensurePki(dir, hosts, now + LEAF_LIFETIME_MS - 1_000);
    await revoke(dir, "prometheus", now);
    expect(readCrl(await readFile(join(dir, "ca.crl"), "utf8"))).toHaveLength(3);
  });

  it("keeps every one of several at once", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await Promise.all(Object.keys(clientRoles).map((name) => revoke(dir, name, now)));
    expect(readCrl(await readFile(join(dir, "ca.crl"), "utf8"))).toHaveLength(3);
  });

  it.for(["ca", "nobody", "../pki/edge", "", "alertmanager.crt"])(
    "refuses %j, and says what there is",
    async (name, { expect }) => {
      const dir = await scratch();
      await ensurePki(dir, hosts, now);
      await expect(revoke(dir, name, now)).rejects.toThrow(
        `Cannot revoke "${name}": ${dir} has no such certificate; there are alertmanager, edge, operator, prometheus`,
      );
    },
  );

  it("waits for another one, but not for ever", { timeout: REVOKE_WAIT_MS * 3 }, async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    const other = await acquireLock(dir);
    if (other.kind !== "lock") throw new Error("held");
    await expect(revoke(dir, "operator", now)).rejects.toThrow(`another process holds ${dir}`);
    const revoking = revoke(dir, "operator", now);
    await other.release();
    expect(await revoking).toBe(true);
  });

  it("names a list that it cannot read", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await writeFile(join(dir, "ca.crl"), "garbage");
    await expect(revoke(dir, "operator", now)).rejects.toThrow("ca.crl: it is not a revocation list");
  });
});

describe.runIf(hasOpenssl)("openssl", () => {
  const openssl = (dir: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("openssl", args, { cwd: dir, encoding: "utf8" });
    return { ok: status === 0, text: stdout + stderr };
  };

  it("accepts the chains, each for its purpose alone, and the list", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await revoke(dir, "alertmanager", now);
    const verify = ["verify", "-x509_strict", "-CAfile", "ca.crt", "-CRLfile", "ca.crl", "-crl_check"];
    expect(openssl(dir, ...verify, "-purpose", "sslserver", "edge.crt").ok).toBe(true);
    expect(openssl(dir, ...verify, "-purpose", "sslclient", "prometheus.crt", "operator.crt").ok).toBe(true);
    expect(openssl(dir, ...verify, "-purpose", "sslclient", "edge.crt").ok).toBe(false);
    expect(openssl(dir, ...verify, "-purpose", "sslserver", "operator.crt").ok).toBe(false);
    expect(openssl(dir, ...verify, "alertmanager.crt").text).toContain("certificate revoked");
    expect(openssl(dir, "crl", "-in", "ca.crl", "-CAfile", "ca.crt", "-noout").text).toContain("verify OK");
  });

  it("reads the serial as the list has it", async ({ expect }) => {
    const dir = await scratch();
    await ensurePki(dir, hosts, now);
    await revoke(dir, "operator", now);
    const serial = execFileSync("openssl", ["x509", "-in", "operator.crt", "-noout", "-serial"], {
      cwd: dir,
    });
    expect(openssl(dir, "crl", "-in", "ca.crl", "-noout", "-text").text).toContain(
      String(serial).trim().slice(7),
    );
  });
});

describe("normalizeSerial", () => {
  it.for([
    ["00936eacbe07f201df", "936EACBE07F201DF"],
    ["0A", "A"],
    ["00", "0"],
    ["0", "0"],
    ["ff", "FF"],
  ] as const)("writes %s as %s", ([serial, want], { expect }) => {
    expect(normalizeSerial(serial)).toBe(want);
  });
});

describe("selfSign", () => {
  it("gives each authority a name of its own", async ({ expect }) => {
    const key = await newKey();
    const names = [await selfSign(key, now), await selfSign(key, now)].map(
      (pem) => new X509Certificate(pem).subject,
    );
    expect(names[0]).not.toBe(names[1]);
  });
});
