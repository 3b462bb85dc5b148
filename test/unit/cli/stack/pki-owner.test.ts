import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { misowned } from "../../../../src/cli/stack/pki-owner.ts";
import type { WantedFolder } from "../../../../src/cli/stack/pki-wanted.ts";
import { scratch } from "../scratch.ts";
import { isRoot } from "./pki-lab.ts";

const leaf = { name: "loki", usage: "serverAuth", hosts: ["loki"] } as const;

async function folderOf(uid: number, files: Readonly<Record<string, [mode: number, uid: number]>>) {
  const dir = await scratch();
  const folder: WantedFolder = { path: "b/loki", uid, pairs: [{ kind: "server", leaf }] };
  await mkdir(join(dir, folder.path), { recursive: true });
  await chmod(join(dir, folder.path), 0o755);
  for (const [name, [mode, owner]] of Object.entries(files)) {
    const path = join(dir, folder.path, name);
    if (name !== ".") await writeFile(path, "");
    await chmod(path, mode);
    if (isRoot) await chown(path, owner, -1);
  }
  return { dir, folder };
}

const fine = { "server.key": [0o600, 10_001], "server.crt": [0o644, 10_001], "ca.crt": [0o644, 0] } as const;

describe.runIf(isRoot)("misowned", () => {
  it.for<[string, Readonly<Record<string, readonly [number, number]>>, readonly string[]]>([
    ["all as it should be", {}, []],
    ["a key that may only be read", { "server.key": [0o400, 10_001] }, []],
    ["a certificate of its own user alone", { "server.crt": [0o400, 10_001] }, []],
    [
      "a key of another user",
      { "server.key": [0o600, 0] },
      ["b/loki/server.key belongs to uid 0, and its container runs as 10001"],
    ],
    [
      "a key that its group may read",
      { "server.key": [0o640, 10_001] },
      ["b/loki/server.key has mode 0640, and others must not read it"],
    ],
    [
      "a certificate of root alone",
      { "ca.crt": [0o600, 0] },
      ["b/loki/ca.crt belongs to uid 0 with mode 0600: its container, uid 10001, cannot read it"],
    ],
    [
      "a folder of root alone",
      { ".": [0o700, 0] },
      ["b/loki belongs to uid 0 with mode 0700: its container, uid 10001, cannot enter it"],
    ],
  ])("finds, with %s", async ([, changes, want], { expect }) => {
    const files = Object.fromEntries(
      Object.entries({ ...fine, ...changes }).map(([name, [a, b]]) => [name, [a, b] as [number, number]]),
    );
    const { dir, folder } = await folderOf(10_001, files);
    const found = await misowned(dir, folder);
    expect(found.map(({ path, reason }) => `${path} ${reason}`)).toEqual(want);
  });

  it("lets root read everything, for it owns the rest", async ({ expect }) => {
    const { dir, folder } = await folderOf(0, { "server.key": [0o600, 0], "ca.crt": [0o600, 10_001] });
    expect(await misowned(dir, folder)).toEqual([]);
  });

  it("knows what only root can mend", async ({ expect }) => {
    const { dir, folder } = await folderOf(10_001, { "server.key": [0o600, 0], "server.crt": [0o600, 0] });
    expect((await misowned(dir, folder)).map(({ path, needsRoot }) => [path, needsRoot])).toEqual([
      ["b/loki/server.key", true],
      ["b/loki/server.crt", false],
    ]);
  });
});
