import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import type { Io } from "../../../../src/cli/check.ts";
import { MIN_PASSPHRASE_CHARS, runStackPki, STACK_PKI_USAGE } from "../../../../src/cli/stack/pki-command.ts";
import { certificateAt, isRoot, madeLab, pkiLab, SMALL, snapshot, templatePki } from "./pki-lab.ts";

function talk() {
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
  return { told, io };
}

async function project(dir: string, inventory = SMALL) {
  const root = join(dir, "../..");
  await writeFile(join(root, "compose/inventory.yaml"), inventory);
  const run = async (...args: string[]) => {
    const { told, io } = talk();
    const code = await runStackPki([...args, "--project", root], io);
    return { code, ...told };
  };
  return { dir, root, run };
}

const made = async (inventory = SMALL) => project((await madeLab()).dir, inventory);

beforeAll(() => templatePki(), 60_000);

describe.runIf(isRoot)("stack pki", { timeout: 30_000 }, () => {
  it("says what it made, a line for each folder, and what is to be done with it", async ({ expect }) => {
    const { run } = await project((await pkiLab()).dir);
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("Made pki/ca/ca.crt, the authority");
    expect(lines).toContain("Made pki/tower-1/loki: ca.crt, server.crt, client.crt");
    expect(lines).toContain(
      "Made pki/tower-1/alertmanager/edge.csr; have it signed, and put the certificate beside it as edge.crt",
    );
    expect(lines).toContain(
      "Made pki/operators/alice.crt; pki/operators/alice.p12 is for the browser, its random passphrase is in pki/operators/alice.p12.txt: send them by two ways, then remove both",
    );
    expect(lines.at(-1)).toBe(
      "Install anew on gpu-box-01, nas: farwatch stack bundle gpu-box-01, farwatch stack bundle nas",
    );
    expect(lines).toHaveLength(1 + 19 + 2 + 2 + 1);
  });

  it("prints nothing and changes nothing the second time", async ({ expect }) => {
    const { dir, run } = await made();
    const before = snapshot(dir);
    expect(await run()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(snapshot(dir)).toEqual(before);
  });

  it("says why it renews, and what it put away", async ({ expect }) => {
    const { run } = await made(
      SMALL.replace("address: 10.0.0.30", "address: 10.0.0.31").replace("[docker, gpu]", "[gpu]"),
    );
    expect((await run()).stdout.split("\n")).toEqual([
      "Revoked pki/gpu-box-01/cadvisor-tunnel and moved it to pki/retired: it is not in the inventory any more",
      "Renewed pki/nas/node-exporter/server.crt: the old one lacks 10.0.0.31",
      "Install anew on gpu-box-01, nas: farwatch stack bundle gpu-box-01, farwatch stack bundle nas",
      "",
    ]);
  });

  it("says each time that an edge.crt does not fit, and stays quiet on one that is not there yet", async ({
    expect,
  }) => {
    const { dir, run } = await made();
    await writeFile(join(dir, "tower-1/prometheus/edge.crt"), await readFile(join(dir, "ca/ca.crt")));
    const want =
      "pki/tower-1/prometheus/edge.crt is not of edge.key; have edge.csr beside it signed by the edge's authority\n";
    expect(await run()).toEqual({ code: 0, stdout: "", stderr: want });
    expect(await run()).toEqual({ code: 0, stdout: "", stderr: want });
  });

  it("takes the passphrase of the operators from a file", async ({ expect }) => {
    const { dir, root, run } = await made();
    await rm(join(dir, "operators/alice.crt"));
    await writeFile(join(root, "phrase"), "correct horse battery\r\nsecond line\n");
    const { stdout } = await run("--passphrase-file", join(root, "phrase"));
    expect(stdout).toBe(
      "Made pki/operators/alice.crt; pki/operators/alice.p12 is for the browser, under your passphrase\n",
    );
    await expect(readFile(join(dir, "operators/alice.p12.txt"))).rejects.toThrow("ENOENT");
  });

  it.for([
    ["short", `its first line has 5 characters, and ${MIN_PASSPHRASE_CHARS} are needed`],
    ["\nlong enough on the second line", "its first line has 0 characters"],
  ] as const)("refuses the passphrase %j", async ([text, want], { expect }) => {
    const { root, run } = await made();
    await writeFile(join(root, "phrase"), text);
    await expect(run("--passphrase-file", join(root, "phrase"))).rejects.toThrow(want);
    await expect(run("--passphrase-file", join(root, "none"))).rejects.toThrow("there is no such file");
  });

  it("changes nothing on an inventory that is wrong", async ({ expect }) => {
    const { dir, run } = await made(SMALL.replace("operators: [alice", "operators: [prometheus"));
    const before = snapshot(dir);
    await expect(run()).rejects.toThrow('Cannot use operator name "prometheus"');
    expect(snapshot(dir)).toEqual(before);
  });
});

describe.runIf(isRoot)("stack pki revoke", { timeout: 30_000 }, () => {
  it("says until when the old key lasts, and makes a new one at the next run", async ({ expect }) => {
    const { dir, run } = await made();
    const end = certificateAt(dir, "nas/otelcol/client.crt").validToDate.toISOString().slice(0, 10);
    const { code, stdout, stderr } = await run("revoke", "nas/otelcol");
    expect([code, stdout]).toEqual([
      0,
      `Revoked "nas/otelcol" in ${join(dir, "ca/ca.crl")}; \`farwatch stack pki\` makes a new one\n`,
    ]);
    expect(stderr).toContain(`still gets in until ${end}`);
    expect((await run("revoke", "nas/otelcol")).stdout).toBe('"nas/otelcol" is already revoked\n');
    expect((await run()).stdout).toContain("Renewed pki/nas/otelcol/client.crt: the old one is revoked\n");
    expect(await run()).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it.for([
    [["revoke"], "Cannot revoke without a name"],
    [["revoke", "a", "b"], 'Cannot use the argument "b"'],
    [["renew", "a"], 'Cannot do "stack pki renew": the only action is revoke'],
    [["revoke", "nas/nobody"], 'Cannot revoke "nas/nobody"'],
    [["--nonsense"], "farwatch stack pki: Unknown option '--nonsense'"],
  ] as const)("refuses %j", async ([args, want], { expect }) => {
    const { run } = await made();
    await expect(run(...args)).rejects.toThrow(want);
  });

  it("explains itself", async ({ expect }) => {
    const { run } = await made();
    expect(await run("--help")).toEqual({ code: 0, stdout: `${STACK_PKI_USAGE}\n`, stderr: "" });
  });
});
