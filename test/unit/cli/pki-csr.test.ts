import "../../../src/cli/reflect-metadata.ts";
import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { describe, it } from "vitest";
import { makeRequest } from "../../../src/cli/pki-csr.ts";
import { configOf, loadEdge } from "../config/harness.ts";
import { run } from "./run.ts";
import { scratch } from "./scratch.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe("farwatch pki csr", () => {
  it("writes a key for its owner alone, and a request of that key with the name", async ({ expect }) => {
    const dir = join(await scratch(), "new/pki");
    const { code, stderr } = await run("pki", "csr", "alertmanager", "--out", dir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect((await readdir(dir)).sort()).toEqual(["alertmanager.csr", "alertmanager.key"]);
    expect((await stat(join(dir, "alertmanager.key"))).mode & 0o777).toBe(0o600);
    const request = new x509.Pkcs10CertificateRequest(await readFile(join(dir, "alertmanager.csr"), "utf8"));
    expect(request.subject).toBe("O=Farwatch, CN=alertmanager");
    expect(await request.verify()).toBe(true);
    const own = createPublicKey(createPrivateKey(await readFile(join(dir, "alertmanager.key"))));
    expect(Buffer.from(request.publicKey.rawData)).toEqual(own.export({ format: "der", type: "spki" }));
  });

  it.skipIf(!hasOpenssl)("openssl takes the request", async ({ expect }) => {
    const { csr } = await makeRequest(await scratch(), "prometheus");
    const said = execFileSync("openssl", ["req", "-in", csr, "-noout", "-verify", "-subject"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(said).toMatch(/CN ?= ?prometheus/);
  });

  it("never replaces a key, and leaves its request alone", async ({ expect }) => {
    const dir = await scratch();
    const { key, csr } = await makeRequest(dir, "a");
    const before = [await readFile(key, "utf8"), await readFile(csr, "utf8")];
    const again = await run("pki", "csr", "a", "--out", dir);
    expect(again.code).toBe(1);
    expect(again.stderr).toBe(
      `Cannot make ${key}: there is one, and a key is never replaced; --out names another folder\n`,
    );
    expect([await readFile(key, "utf8"), await readFile(csr, "utf8")]).toEqual(before);
    expect((await readdir(dir)).sort()).toEqual(["a.csr", "a.key"]);
  });

  it("makes one key when two ask at once", async ({ expect }) => {
    const dir = await scratch();
    const both = await Promise.allSettled([makeRequest(dir, "a"), makeRequest(dir, "a")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("says what to do next, in YAML that edge.yaml takes", async ({ expect }) => {
    const dir = await scratch();
    const { stdout } = await run("pki", "csr", "am1.lab", "--out", dir);
    expect(stdout).toContain(
      `Wrote ${join(dir, "am1.lab.key")} (keep it here) and ${join(dir, "am1.lab.csr")}.`,
    );
    expect(stdout).toContain(join(dir, "am1.lab.crt"));
    const yaml = stdout.slice(stdout.indexOf("identities:")).replace("<the fingerprint>", "ab".repeat(32));
    expect(configOf(loadEdge(yaml)).edge.identities).toEqual([
      { name: "am1.lab", roles: ["ingest"], tenant: "main", certificates: ["ab".repeat(32)] },
    ]);
  });

  const refused = [
    { args: [], want: /^Cannot make a request without the name .*; usage: farwatch pki csr NAME/ },
    { args: ["a", "b"], want: /^Cannot use the argument "b"; / },
    { args: ["../a"], want: /^Cannot make a request for "..\/a": / },
    { args: ["a b"], want: /^Cannot make a request for "a b": / },
    { args: [`${"a".repeat(64)}`], want: /^Cannot make a request for "a{64}": / },
    { args: ["a", "--force"], want: /^farwatch pki csr: .*--force/ },
  ];

  it.for(refused)("refuses $args", async ({ args, want }, { expect }) => {
    const { code, stdout, stderr } = await run("pki", "csr", ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(want);
  });

  it("tells of a folder that it cannot make", async ({ expect }) => {
    const dir = await scratch();
    await writeFile(join(dir, "file"), "");
    const { code, stderr } = await run("pki", "csr", "a", "--out", join(dir, "file"));
    expect([code, stderr]).toEqual([
      1,
      `Cannot make the folder ${join(dir, "file")}: there is a file of that name\n`,
    ]);
    await mkdir(join(dir, "b.key"));
    expect((await run("pki", "csr", "b", "--out", dir)).stderr).toMatch(/^Cannot make .*b\.key: /);
  });

  it("has its own help, and a line in that of pki", async ({ expect }) => {
    expect((await run("pki", "csr", "--help")).stdout).toBe("usage: farwatch pki csr NAME [--out DIR]\n");
    expect((await run("pki", "--help")).stdout).toContain("csr NAME [--out DIR]");
  });
});
