import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { INVENTORIES, OTHER } from "./inventories.ts";
import { stackProject } from "./stack-project.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** Every file below a folder with its bytes. */
async function bytesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const all = await Promise.all(
    paths.sort().map(async (path) => [path.slice(folder.length), await readFile(path, "utf8")]),
  );
  return Object.fromEntries(all);
}

describe("stack render", () => {
  it.for(Object.entries(INVENTORIES))(
    "of %s writes a line for each file, then nothing",
    async ([, text], { expect }) => {
      const { root, stack } = await stackProject({
        "compose/inventory.yaml": text,
        "compose/edge-ca.crt": PEM,
      });
      const first = await stack("render");
      expect(first).toMatchObject({ code: 0, stderr: "" });
      expect(first.stdout).toMatch(
        /^(?:Wrote (?:compose\/\.env|compose\/rendered\/\S+|config\/probes\.yaml)\n)+$/,
      );
      const before = await bytesOf(root);
      expect(await stack("render")).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await bytesOf(root)).toEqual(before);
    },
  );

  it("of one inventory gives the same bytes in two places", async ({ expect }) => {
    const files = { "compose/inventory.yaml": OTHER, "compose/edge-ca.crt": PEM };
    const [one, two] = [await stackProject(files), await stackProject(files)];
    await one.stack("render");
    await two.stack("render");
    expect(await bytesOf(two.root)).toEqual(await bytesOf(one.root));
  });

  it("leaves files alone that are as they should be", async ({ expect }) => {
    const { root, stack } = await stackProject();
    await stack("render");
    const path = join(root, "compose/rendered/bastion/web/prometheus.yml");
    const { ino, mtimeMs } = await stat(path);
    await writeFile(join(root, "compose/.env"), "edited");
    expect(await stack("render")).toMatchObject({ stdout: "Changed compose/.env\n" });
    expect(await stat(path)).toMatchObject({ ino, mtimeMs });
  });

  it("takes away what a host had that is gone", async ({ expect }) => {
    const { root, stack } = await stackProject({ "compose/edge-ca.crt": PEM });
    await stack("render");
    await writeFile(join(root, "compose/inventory.yaml"), OTHER);
    const { stdout } = await stack("render");
    expect(stdout).toContain("Removed compose/rendered/monster/.env\n");
    expect(await readdir(join(root, "compose/rendered"))).toEqual([
      ".files",
      "k8s-node-1",
      "k8s-node-2",
      "nas-01",
      "tower",
    ]);
  });

  it("never touches a key", async ({ expect }) => {
    const { root, stack } = await stackProject({ "compose/pki/bastion/loki/server.key": "key" });
    await stack("render");
    await writeFile(join(root, "compose/inventory.yaml"), OTHER.replace(", ca: edge-ca.crt", ""));
    await stack("render");
    expect(await bytesOf(join(root, "compose/pki"))).toEqual({ "/bastion/loki/server.key": "key" });
  });

  it("reads another inventory where it is told to, with the edge's authority beside that", async ({
    expect,
  }) => {
    const { root, stack } = await stackProject({
      "elsewhere/my.yaml": OTHER,
      "elsewhere/edge-ca.crt": PEM,
    });
    const { stdout } = await stack("render", "--inventory", join(root, "elsewhere/my.yaml"));
    expect(stdout).toContain("Wrote compose/rendered/tower/prometheus/edge-ca.crt\n");
  });

  it.for([
    [
      "a bad inventory",
      { "compose/inventory.yaml": "a: b\n" },
      /^\S+compose\/inventory\.yaml:1:1: .*Unknown field "a"/s,
    ],
    [
      "no authority of the edge",
      { "compose/inventory.yaml": OTHER },
      /^Cannot read \S+edge-ca\.crt: there is no such file\n$/,
    ],
    [
      "a key among the edge's authorities",
      {
        "compose/inventory.yaml": OTHER,
        "compose/edge-ca.crt": `${PEM}-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n`,
      },
      /^Cannot use \S+edge-ca\.crt as edge\.ca: expected certificates in PEM and nothing else\n$/,
    ],
    [
      "no rules of Loki",
      { "compose/loki/rules/ssh.yaml": undefined },
      /^Cannot read \S+loki\/rules: there is no such folder\n$/,
    ],
    [
      "no versions",
      { "compose/versions.env": undefined },
      /^Cannot read \S+versions\.env: there is no such file\n$/,
    ],
  ] as const)("with %s writes nothing", async ([, files, want], { expect }) => {
    const { root, stack } = await stackProject(files);
    const { code, stderr } = await stack("render");
    expect(code).toBe(1);
    expect(stderr).toMatch(want);
    expect(await readdir(join(root, "compose"))).not.toContain("rendered");
  });
});

describe("stack render --check", () => {
  it("says what is missing and stale, changes nothing, and is 1", async ({ expect }) => {
    const { root, stack } = await stackProject();
    await stack("render");
    await writeFile(join(root, "compose/.env"), "edited");
    await writeFile(
      join(root, "compose/inventory.yaml"),
      (await readFile(join(root, "compose/inventory.yaml"), "utf8")).replace("[docker, gpu]", "[docker]"),
    );
    const { code, stdout } = await stack("render", "--check");
    expect(code).toBe(1);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "compose/.env is stale",
      "compose/rendered/bastion/prometheus/targets/blackbox.yaml is stale",
      "compose/rendered/bastion/prometheus/targets/nvidia_gpu.yaml is stale",
    ]);
    expect(stdout).toContain("compose/rendered/monster/web/nvidia-gpu.yml is no longer wanted\n");
    expect(await readFile(join(root, "compose/.env"), "utf8")).toBe("edited");
  });

  it("is silent, and 0, when there is nothing to do", async ({ expect }) => {
    const { root, stack } = await stackProject();
    expect((await stack("render", "--check")).code).toBe(1);
    await stack("render");
    expect(await stack("render", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
    await rm(join(root, "compose/rendered/.files"));
    expect(await stack("render", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
