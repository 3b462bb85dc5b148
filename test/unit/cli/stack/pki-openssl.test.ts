import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { revokeStack } from "../../../../src/cli/stack/pki-revoke.ts";
import { wantedFolders, wantedOperators } from "../../../../src/cli/stack/pki-wanted.ts";
import { inventoryOf, OTHER } from "./inventories.ts";
import { hasOpenssl, madeLab, now, pkiLab, SMALL, templatePki } from "./pki-lab.ts";

function openssl(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync("openssl", args, { cwd, encoding: "utf8" });
  return { ok: status === 0, text: stdout + stderr };
}

const verify = ["verify", "-x509_strict", "-CAfile", "ca/ca.crt", "-CRLfile", "ca/ca.crl", "-crl_check"];

const folders = wantedFolders(inventoryOf(SMALL));
const leaves = [
  ...folders.flatMap(({ path, pairs }) =>
    pairs.map(({ kind, leaf }) => ({ file: `${path}/${kind}.crt`, purpose: `ssl${kind}`, leaf })),
  ),
  ...wantedOperators(inventoryOf(SMALL)).map(({ name, leaf }) => ({
    file: `operators/${name}.crt`,
    purpose: "sslclient",
    leaf,
  })),
];
const servers = leaves.filter(({ purpose }) => purpose === "sslserver");
const clients = leaves.filter(({ purpose }) => purpose === "sslclient");

describe.runIf(hasOpenssl)("openssl", { timeout: 60_000 }, () => {
  let dir: string;
  beforeAll(async () => {
    dir = await templatePki();
  }, 60_000);

  it.for(leaves)("accepts $file as $purpose alone", ({ file, purpose }, { expect }) => {
    const other = purpose === "sslserver" ? "sslclient" : "sslserver";
    expect(openssl(dir, ...verify, "-purpose", purpose, file).text).toContain(`${file}: OK`);
    const refused = openssl(dir, ...verify, "-purpose", other, file);
    expect(refused.ok).toBe(false);
    expect(refused.text).toMatch(/un(?:suitable|supported) certificate purpose/);
  });

  it.for(servers)("finds every name of $file, and no other", ({ file, leaf }, { expect }) => {
    const check = (host: string) =>
      openssl(
        dir,
        ...verify,
        host.includes(":") || /^[\d.]+$/.test(host) ? "-verify_ip" : "-verify_hostname",
        host,
        file,
      );
    for (const host of leaf.hosts) expect([host, check(host).ok]).toEqual([host, true]);
    for (const host of ["evil.home.example.net", "10.0.0.99", "fd00::99"])
      expect([host, check(host).text.includes("mismatch")]).toEqual([host, true]);
  });

  it("reads who a client is as servers pin it", ({ expect }) => {
    for (const { file, leaf } of clients) {
      const args = [
        "x509",
        "-in",
        file,
        "-noout",
        "-subject",
        "-nameopt",
        "RFC2253",
        "-ext",
        "subjectAltName",
      ];
      const { text } = openssl(dir, ...args);
      const unit = leaf.unit === undefined ? "" : `OU=${leaf.unit},`;
      expect(text).toContain(`subject=CN=${leaf.name},${unit}O=Farwatch\n`);
      expect(text).toContain(`DNS:${leaf.hosts.join(", DNS:")}\n`);
    }
    expect(clients.map(({ file, leaf }) => [file, leaf.unit])).toContainEqual([
      "operators/alice.crt",
      "operators",
    ]);
    expect(clients.filter(({ leaf }) => leaf.unit === "operators")).toHaveLength(2);
  });

  it("refuses the certificates of another authority", async ({ expect }) => {
    const other = await pkiLab();
    await other.run();
    const file = join(other.dir, "tower-1/loki/server.crt");
    expect(openssl(dir, ...verify, "-purpose", "sslserver", file).ok).toBe(false);
  });

  it("refuses what was revoked, until the next run has replaced it", async ({ expect }) => {
    const { dir: own, run } = await madeLab();
    await revokeStack(own, "nas/otelcol", now);
    await revokeStack(own, "operators/alice", now);
    const check = (file: string) => openssl(own, ...verify, "-purpose", "sslclient", file);
    for (const file of ["nas/otelcol/client.crt", "operators/alice.crt"])
      expect(check(file).text).toContain("certificate revoked");
    expect(check("gpu-box-01/otelcol/client.crt").ok).toBe(true);
    await run();
    for (const file of ["nas/otelcol/client.crt", "operators/alice.crt"]) expect(check(file).ok).toBe(true);
    const crl = openssl(own, "crl", "-in", "ca/ca.crl", "-CAfile", "ca/ca.crt", "-noout", "-text");
    expect(crl.text).toContain("verify OK");
    expect(crl.text.match(/Serial Number:/g)).toHaveLength(2);
  });

  it("accepts the request for the edge's certificate, signed by its key", ({ expect }) => {
    for (const name of ["alertmanager", "prometheus"]) {
      const folder = join(dir, `tower-1/${name}`);
      const { ok, text } = openssl(
        folder,
        "req",
        "-in",
        "edge.csr",
        "-verify",
        "-noout",
        "-subject",
        "-pubkey",
      );
      expect(ok).toBe(true);
      expect(text).toContain(`CN = ${name}`);
      expect(text).toContain(openssl(folder, "pkey", "-in", "edge.key", "-pubout").text);
    }
  });

  it("accepts every certificate of a larger inventory", async ({ expect }) => {
    const large = await pkiLab(OTHER);
    await large.run();
    const found = wantedFolders(inventoryOf(OTHER)).flatMap(({ path, pairs }) =>
      pairs.map(({ kind }) => ({ kind, file: `${path}/${kind}.crt` })),
    );
    for (const kind of ["server", "client"]) {
      const files = found.filter((pair) => pair.kind === kind).map(({ file }) => file);
      const { ok, text } = openssl(large.dir, ...verify, "-purpose", `ssl${kind}`, ...files);
      expect([ok, text.match(/: OK$/gm)?.length]).toEqual([true, files.length]);
    }
  });
});
