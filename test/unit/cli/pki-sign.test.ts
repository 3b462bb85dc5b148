import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import type { Io } from "../../../src/cli/check.ts";
import { ensurePki } from "../../../src/cli/pki.ts";
import { runPki } from "../../../src/cli/pki-command.ts";
import { readCrl } from "../../../src/cli/pki-crl.ts";
import { LEAF_LIFETIME_MS, newKey, requestFor } from "../../../src/cli/pki-issue.ts";
import { signRequest } from "../../../src/cli/pki-sign.ts";
import { configOf, loadEdge } from "../config/harness.ts";
import { scratch } from "./scratch.ts";

const now = Date.now();
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const leaf = (name: string) => ({ name, usage: "clientAuth", hosts: [`${name}.lab`] }) as const;

async function state(request?: string) {
  const folder = await scratch();
  const dir = join(folder, "pki");
  await ensurePki(dir, ["localhost"], now);
  const file = join(folder, "edge.csr");
  await writeFile(file, request ?? (await requestFor(await newKey(), leaf("alertmanager"))));
  return { folder, dir, file };
}

async function run(folder: string, ...args: string[]) {
  const told = { stdout: "", stderr: "" };
  const io: Io = {
    stdout: (text) => {
      told.stdout += text;
    },
    stderr: (text) => {
      told.stderr += text;
    },
    env: {},
  };
  return { code: await runPki([...args, "--state", folder], io), ...told };
}

/** The identities of the hint, as the edge reads them. */
function parseEdge(hint: string) {
  const yaml = hint.slice(hint.indexOf("identities:"), hint.indexOf("To refuse"));
  return configOf(loadEdge(yaml)).edge.identities;
}

describe("farwatch pki sign", () => {
  it("prints the certificate alone, and to stderr what edge.yaml needs", async ({ expect }) => {
    const { folder, file, dir } = await state();
    const { code, stdout, stderr } = await run(folder, "sign", file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-----BEGIN CERTIFICATE-----\n[\w+/=\n]+-----END CERTIFICATE-----\n$/);
    const certificate = new X509Certificate(stdout);
    const ca = new X509Certificate(await readFile(join(dir, "ca.crt")));
    expect(certificate.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.subject).toBe("O=Farwatch\nCN=alertmanager");
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(Math.abs(certificate.validToDate.getTime() - now - LEAF_LIFETIME_MS)).toBeLessThan(60_000);
    const digest = createHash("sha256").update(certificate.raw).digest("hex");
    expect(parseEdge(stderr)).toEqual([
      { name: "alertmanager", roles: ["ingest"], tenant: "main", certificates: [digest] },
    ]);
  });

  it.for([
    ["prometheus", "scrape"],
    ["toString", "ingest"],
    ["grafana-2", "ingest"],
  ] as const)("lets %s do no more than it has to: %s", async ([name, role], { expect }) => {
    const { folder, file } = await state(await requestFor(await newKey(), leaf(name)));
    const { stderr } = await run(folder, "sign", file);
    expect(parseEdge(stderr)).toMatchObject([{ name, roles: [role] }]);
  });

  it("makes one that can be revoked by the name that it prints", async ({ expect }) => {
    const { folder, file, dir } = await state();
    const { stdout, stderr } = await run(folder, "sign", file);
    const name = /farwatch pki revoke (\S+)/.exec(stderr)?.[1] ?? "";
    const revoked = await run(folder, "revoke", name);
    expect(revoked.stdout).toContain("For a new one have another request signed: farwatch pki sign.\n");
    const [entry] = readCrl(await readFile(join(dir, "ca.crl"), "utf8"));
    expect(entry?.serial).toBe(new X509Certificate(stdout).serialNumber);
  });

  it("keeps the edge's own certificates as they are", async ({ expect }) => {
    const { dir, file } = await state();
    const before = await readFile(join(dir, "alertmanager.crt"), "utf8");
    await signRequest(dir, file, now);
    expect(await readFile(join(dir, "alertmanager.crt"), "utf8")).toBe(before);
    const { clients } = await ensurePki(dir, ["localhost"], now);
    expect(clients.get("alertmanager")).toHaveLength(1);
  });

  it.runIf(hasOpenssl)("signs what openssl asks for, of another kind of key", async ({ expect }) => {
    const { folder, dir, file } = await state();
    const openssl = (...args: string[]) => spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    openssl(
      "req",
      "-new",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "k",
      "-out",
      file,
      "-subj",
      "/C=DE/CN=karma",
    );
    const { certificate } = await signRequest(dir, file, now);
    await writeFile(join(folder, "c.crt"), certificate);
    const verify = openssl(
      "verify",
      "-x509_strict",
      "-purpose",
      "sslclient",
      "-CAfile",
      "pki/ca.crt",
      "c.crt",
    );
    expect(verify.stdout).toBe("c.crt: OK\n");
    expect(openssl("x509", "-in", "c.crt", "-noout", "-pubkey").stdout).toBe(
      openssl("pkey", "-in", "k", "-pubout").stdout,
    );
  });

  it("does not sign for a key that whoever asks does not have", async ({ expect }) => {
    const request = await requestFor(await newKey(), leaf("alertmanager"));
    const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ""), "base64");
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    const label = "CERTIFICATE REQUEST-----";
    const forged = `-----BEGIN ${label}\n${der.toString("base64")}\n-----END ${label}\n`;
    const { dir, file } = await state(forged);
    await expect(signRequest(dir, file, now)).rejects.toThrow(
      `Cannot sign ${file}: its signature is not of the key in it`,
    );
  });

  const request = async (name: string) => requestFor(await newKey(), leaf(name));
  it.for<[string, () => Promise<string>, string]>([
    ["garbage", async () => "garbage", "it is not a certificate request in PEM"],
    ["a key", newKey, "it is not a certificate request in PEM"],
    ["a path for a name", () => request("../ca"), 'its common name "../ca" is not one name'],
    ["an empty name", () => request(""), 'its common name "" is not one name'],
    ["a name with a line in it", () => request("a\nb"), 'its common name "a\\nb" is not one name'],
  ])("refuses %s", async ([, text, want], { expect }) => {
    const { dir, file } = await state(await text());
    await expect(signRequest(dir, file, now)).rejects.toThrow(`Cannot sign ${file}: ${want}`);
  });

  it.for([
    [["sign"], "Cannot sign without a CSR-FILE"],
    [["sign", "a", "b"], 'Cannot use the argument "b"'],
    [["sign", "/nowhere/x.csr"], "Cannot sign /nowhere/x.csr: there is no such file"],
    [["bless", "x"], 'Cannot do "pki bless": the actions are revoke, sign and csr'],
  ] as const)("refuses %j", async ([args, want], { expect }) => {
    const { folder } = await state();
    await expect(run(folder, ...args)).rejects.toThrow(want);
  });

  it("says so when there is no authority yet", async ({ expect }) => {
    const { folder, file } = await state();
    await expect(signRequest(join(folder, "other"), file, now)).rejects.toThrow("there is no");
  });
});
