import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, it } from "vitest";
import { runStackBundle, STACK_BUNDLE_USAGE } from "../../../../src/cli/stack/bundle.ts";
import { unbundled } from "../../../../src/cli/stack/bundle-record.ts";
import { envValues, mountsOf } from "../../../../src/cli/stack/mounts.ts";
import { wantedFolders } from "../../../../src/cli/stack/pki-wanted.ts";
import { runStackRender } from "../../../../src/cli/stack/render-command.ts";
import { scratch } from "../scratch.ts";
import { inventoryOf } from "./inventories.ts";
import { isRoot, SMALL, snapshot, templatePki } from "./pki-lab.ts";
import { type ProjectLab, projectLab, recorder } from "./project-lab.ts";

async function ready() {
  const lab = await projectLab();
  await runStackRender(["--project", lab.project.root], recorder().io);
  return lab;
}

async function bundle({ project }: ProjectLab, ...args: string[]) {
  const { io, told } = recorder();
  return { code: await runStackBundle([...args, "--project", project.root], io), ...told };
}

/** The archive of a host, unpacked. */
async function unpacked(lab: ProjectLab, host: string) {
  const [dir, out] = [await scratch(), join(await scratch(), "a.tar.gz")];
  await bundle(lab, host, "--out", out);
  execFileSync("tar", ["-xzpf", out, "-C", dir]);
  return { dir, out };
}

const pem = (text: string) => text.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g) ?? [];

beforeAll(() => templatePki(), 60_000);

describe("stack bundle", { timeout: 30_000 }, () => {
  it("holds everything that agent.compose.yaml mounts of ours, and nothing that only Bastion reads", async ({
    expect,
  }) => {
    const lab = await ready();
    for (const host of lab.inventory.agents) {
      const { dir } = await unpacked(lab, host.name);
      const env = envValues(readFileSync(join(dir, ".env"), "utf8"));
      const profiles = (env.get("COMPOSE_PROFILES") ?? "").split(",");
      const text = readFileSync(join(dir, "agent.compose.yaml"), "utf8");
      const mounts = mountsOf("agent.compose.yaml", text, env, profiles);
      expect(mounts.length).toBeGreaterThan(3);
      for (const { path } of mounts) expect([path, existsSync(join(dir, path))]).toEqual([path, true]);
      expect(readdirSync(dir).sort()).toEqual(
        [".env", "INSTALL", "agent.compose.yaml", "otelcol", "pki", "rendered", "versions.env"].sort(),
      );
      expect(readdirSync(join(dir, "rendered"))).toEqual([host.name]);
      expect(readFileSync(join(dir, "otelcol/config.yaml"))).toEqual(
        readFileSync(join(lab.project.compose, "otelcol/config.yaml")),
      );
    }
  });

  it("holds every key of its host, and no other private key of the stack", async ({ expect }) => {
    const lab = await ready();
    const all = Object.values(snapshot(join(lab.project.compose, "pki"))).flatMap(pem);
    for (const { name } of lab.inventory.agents) {
      const { dir } = await unpacked(lab, name);
      const own = wantedFolders(lab.inventory).filter(({ path }) => path.startsWith(`${name}/`));
      const files = own.flatMap(({ path, pairs }) =>
        ["ca.crt", ...pairs.flatMap(({ kind }) => [`${kind}.crt`, `${kind}.key`])].map(
          (file) => `${path}/${file}`,
        ),
      );
      expect(Object.keys(snapshot(join(dir, "pki"))).sort()).toEqual([...files].sort());
      const inside = Object.values(snapshot(dir)).flatMap(pem);
      const wanted = files.filter((file) => file.endsWith(".key"));
      expect(inside.toSorted()).toEqual(
        wanted
          .flatMap((file) => pem(readFileSync(join(lab.project.compose, "pki", file), "utf8")))
          .toSorted(),
      );
      expect(all.length).toBeGreaterThan(inside.length + 10);
      expect(inside).not.toContain(pem(readFileSync(join(lab.project.compose, "pki/ca/ca.key"), "utf8"))[0]);
    }
  });

  it("holds pairs that fit, under the modes and owners of their containers", async ({ expect }) => {
    const lab = await ready();
    const { dir } = await unpacked(lab, "gpu-box-01");
    for (const { path, uid, pairs } of wantedFolders(lab.inventory)) {
      if (!path.startsWith("gpu-box-01/")) continue;
      for (const { kind } of pairs) {
        const key = join(dir, "pki", path, `${kind}.key`);
        const certificate = new X509Certificate(readFileSync(join(dir, "pki", path, `${kind}.crt`)));
        expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))).toBe(true);
        expect(statSync(key).mode & 0o777).toBe(0o600);
        if (isRoot) expect(statSync(key).uid).toBe(uid);
      }
    }
  });

  it("is of the same bytes twice, and only its owner may read it", async ({ expect }) => {
    const lab = await ready();
    const paths = [await scratch(), await scratch()].map((dir) => join(dir, "same.tar.gz"));
    for (const path of paths) await bundle(lab, "nas", "--out", path);
    const [one, two] = paths.map((path) => readFileSync(path));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(statSync(paths[0] ?? "").mode & 0o777).toBe(0o600);
  });

  it("says what to do with it, for this host and under this name", async ({ expect }) => {
    const lab = await ready();
    const { dir, out } = await unpacked(lab, "gpu-box-01");
    const text = readFileSync(join(dir, "INSTALL"), "utf8");
    expect(text).toContain("scp a.tar.gz root@[fd00::20]:/root/");
    expect(text).toContain("tar -xzpf /root/a.tar.gz --same-owner -C /opt/farwatch-agent");
    expect(text).toContain(
      "docker compose -f agent.compose.yaml --env-file versions.env --env-file .env up -d --wait",
    );
    expect(text).toContain(`'up{host="gpu-box-01"}'`);
    expect(existsSync(join(dir, "rendered/gpu-box-01/firewalld/zones"))).toBe(true);
    const { stdout } = await bundle(lab, "gpu-box-01", "--out", out);
    expect(stdout).toBe(
      `Wrote ${out}. It holds private keys. What to do with it: tar -xzOf ${out} INSTALL\n`,
    );
    expect(execFileSync("tar", ["-xzOf", out, "INSTALL"], { encoding: "utf8" })).toBe(text);
  });

  it.for<[string, readonly string[], string]>([
    [
      "Bastion",
      ["tower-1"],
      'Cannot bundle "tower-1": Bastion runs from the clone; `farwatch stack up` starts it',
    ],
    ["an unknown host", ["monster"], 'Cannot bundle "monster": the remote hosts are gpu-box-01, nas'],
    [
      "a name nearly right",
      ["gpu-box-1"],
      'the remote hosts are gpu-box-01, nas; did you mean "gpu-box-01"?',
    ],
    ["no host", [], `Cannot bundle without a host; ${STACK_BUNDLE_USAGE}`],
    ["two", ["nas", "gpu-box-01"], 'Cannot use the argument "gpu-box-01"'],
  ])("refuses %s", async ([, args, want], { expect }) => {
    await expect(bundle(await projectLab(), ...args)).rejects.toThrow(want);
  });

  it("refuses what is not rendered, or not any more", async ({ expect }) => {
    const lab = await projectLab();
    await expect(bundle(lab, "nas")).rejects.toThrow(
      /^Cannot bundle "nas": compose\/rendered\/nas\/.env is missing \(and \d more\); run `farwatch stack render` first$/,
    );
    await runStackRender(["--project", lab.project.root], recorder().io);
    lab.write("inventory.yaml", SMALL.replace("gpu]", "gpu]").replace('"fd00::10"', '"fd00::11"'));
    await expect(bundle(lab, "nas")).rejects.toThrow("compose/rendered/nas/.env is stale");
  });

  it("refuses without keys, or with ones that the inventory has outgrown", async ({ expect }) => {
    const lab = await ready();
    const text = SMALL.replace("address: 10.0.0.30", "address: [10.0.0.30, 10.0.0.31]");
    lab.write("inventory.yaml", text);
    await runStackRender(["--project", lab.project.root], recorder().io);
    const out = join(await scratch(), "a.tar.gz");
    await expect(bundle(lab, "nas", "--out", out)).rejects.toThrow(
      'Cannot bundle "nas": pki/nas/node-exporter/server.crt lacks 10.0.0.31; run `farwatch stack pki` first',
    );
    await bundle(lab, "gpu-box-01", "--out", out);
    await rm(join(lab.project.compose, "pki/gpu-box-01/otelcol"), { recursive: true });
    await expect(bundle(lab, "gpu-box-01")).rejects.toThrow(
      "pki/gpu-box-01/otelcol/ca.crt is missing (and 1 more); run `farwatch stack pki` first",
    );
    await rm(join(lab.project.compose, "pki"), { recursive: true });
    await expect(bundle(lab, "nas")).rejects.toThrow(
      "pki/ca/ca.crt is missing; run `farwatch stack pki` first",
    );
  });
});

describe("unbundled", { timeout: 30_000 }, () => {
  it("is every remote host at first, and then those for which something has changed", async ({ expect }) => {
    const lab = await ready();
    const names = async () => (await unbundled(lab.project, inventoryOf(SMALL))).map(({ name }) => name);
    expect(await names()).toEqual(["gpu-box-01", "nas"]);
    await unpacked(lab, "gpu-box-01");
    expect(await names()).toEqual(["nas"]);
    await unpacked(lab, "nas");
    expect(await names()).toEqual([]);
    lab.write("rendered/nas/web/node-exporter.yml", "changed");
    expect(await names()).toEqual(["nas"]);
    lab.write("versions.env", "CHANGED=1\n");
    expect(await names()).toEqual(["gpu-box-01", "nas"]);
  });
});
