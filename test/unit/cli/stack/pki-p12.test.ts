import { spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { ensureStackPki } from "../../../../src/cli/stack/pki.ts";
import {
  exportP12,
  newPassphrase,
  P12_ITERATIONS,
  PASSPHRASE_BYTES,
} from "../../../../src/cli/stack/pki-p12.ts";
import { inventoryOf } from "./inventories.ts";
import { hasOpenssl, isRoot, madeLab, now, pkiLab, SMALL } from "./pki-lab.ts";

function open(file: string, passphrase: string, ...args: string[]) {
  const found = spawnSync("openssl", ["pkcs12", "-in", file, "-passin", "stdin", ...args], {
    input: `${passphrase}\n`,
    encoding: "utf8",
  });
  return { ok: found.status === 0, text: found.stdout + found.stderr };
}

const certificates = (text: string) =>
  (text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );

describe.runIf(hasOpenssl)("an operator's .p12", { timeout: 30_000 }, () => {
  it("holds the key, the certificate of it, and the authority's", async ({ expect }) => {
    const { dir } = await madeLab();
    const base = join(dir, "operators/Bob.Miller");
    const passphrase = (await readFile(`${base}.p12.txt`, "utf8")).trim();
    const { ok, text } = open(`${base}.p12`, passphrase, "-nodes");
    expect(ok).toBe(true);
    expect(text).toContain("friendlyName: Bob.Miller (Farwatch)");
    const [own, ca] = certificates(text);
    expect(own?.raw).toEqual(new X509Certificate(await readFile(`${base}.crt`)).raw);
    expect(ca?.raw).toEqual(new X509Certificate(await readFile(join(dir, "ca/ca.crt"))).raw);
    const key = createPrivateKey(text.slice(text.indexOf("-----BEGIN PRIVATE KEY-----")));
    expect(own?.checkPrivateKey(key)).toBe(true);
  });

  it("opens with its own passphrase alone", async ({ expect }) => {
    const { dir } = await madeLab();
    const passphrase = (await readFile(join(dir, "operators/alice.p12.txt"), "utf8")).trim();
    expect(open(join(dir, "operators/Bob.Miller.p12"), passphrase).text).toContain("Mac verify error");
    expect(open(join(dir, "operators/alice.p12"), "").ok).toBe(false);
  });

  it("is sealed by nothing that a browser of today refuses, or that an old one would break", async ({
    expect,
  }) => {
    const { dir } = await madeLab();
    const passphrase = (await readFile(join(dir, "operators/alice.p12.txt"), "utf8")).trim();
    const { text } = open(join(dir, "operators/alice.p12"), passphrase, "-info", "-noout");
    const seal = `PBES2, PBKDF2, AES-256-CBC, Iteration ${P12_ITERATIONS}, PRF hmacWithSHA256`;
    expect(text).toContain(`MAC: sha256, Iteration ${P12_ITERATIONS}`);
    expect(text.split(seal)).toHaveLength(3);
  });

  it("takes a passphrase of the operator's, beyond ASCII too, and writes it nowhere", async ({ expect }) => {
    const { dir } = await pkiLab();
    const passphrase = "grüße aus dem Keller";
    await ensureStackPki(inventoryOf(SMALL), dir, { now, mayChown: isRoot, passphrase });
    expect(open(join(dir, "operators/alice.p12"), passphrase, "-nodes").ok).toBe(true);
    await expect(readFile(join(dir, "operators/alice.p12.txt"))).rejects.toThrow("ENOENT");
  });

  it("differs each time, under one passphrase too", async ({ expect }) => {
    const { dir } = await madeLab();
    const read = (name: string) => readFile(join(dir, name), "utf8");
    const pair = {
      certificate: await read("nas/otelcol/client.crt"),
      key: await read("nas/otelcol/client.key"),
    };
    const ca = await read("ca/ca.crt");
    const [one, two] = [await exportP12(pair, ca, "a", "secret"), await exportP12(pair, ca, "a", "secret")];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    await writeFile(join(dir, "two.p12"), two);
    expect(open(join(dir, "two.p12"), "secret", "-nodes").ok).toBe(true);
  });
});

describe("newPassphrase", () => {
  it("has 120 bits in six groups of four that nobody misreads", ({ expect }) => {
    const made = Array.from({ length: 200 }, newPassphrase);
    for (const text of made) expect(text).toMatch(/^(?:[a-km-z2-8]{4}-){5}[a-km-z2-8]{4}$/);
    expect(new Set(made).size).toBe(200);
    expect(PASSPHRASE_BYTES * 8).toBe(24 * 5);
    expect(new Set(made.join("").replaceAll("-", "")).size).toBe(32);
  });
});
