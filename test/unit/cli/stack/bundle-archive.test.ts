import { execFileSync } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { archive, ENTRY_TIME, type Entry } from "../../../../src/cli/stack/bundle-archive.ts";
import { scratch } from "../scratch.ts";
import { isRoot } from "./pki-lab.ts";

const entry = (path: string, content = path, mode = 0o644, uid = 0): Entry => ({
  path,
  content: Buffer.from(content),
  mode,
  uid,
});

async function list(bytes: Uint8Array) {
  const dir = await scratch();
  await writeFile(join(dir, "a.tar.gz"), bytes);
  const tar = (...args: string[]) => execFileSync("tar", args, { cwd: dir, encoding: "utf8" });
  return { dir, tar };
}

describe("archive", () => {
  it("is of the same bytes whatever the order", ({ expect }) => {
    const entries = [entry("b/c"), entry("a"), entry("b/a", "x".repeat(1_000), 0o600, 10_001)];
    const [one, two] = [archive(entries), archive(entries.toReversed())];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    expect(Buffer.from(archive([entry("a")])).equals(Buffer.from(archive([entry("a", "b")])))).toBe(false);
  });

  it("lists folders before what lies in them, with modes, owners and one time", async ({ expect }) => {
    const { tar } = await list(archive([entry("b/c/d", "x", 0o600, 65_534), entry(".env"), entry("b/a")]));
    const lines = tar("--numeric-owner", "--utc", "-tvzf", "a.tar.gz").trimEnd().split("\n");
    const time = ENTRY_TIME.toISOString().slice(0, 16).replace("T", " ");
    expect(lines.map((line) => line.replace(/\s+/g, " "))).toEqual([
      `-rw-r--r-- 0/0 4 ${time} .env`,
      `drwxr-xr-x 0/0 0 ${time} b/`,
      `-rw-r--r-- 0/0 3 ${time} b/a`,
      `drwxr-xr-x 0/0 0 ${time} b/c/`,
      `-rw------- 65534/0 1 ${time} b/c/d`,
    ]);
  });

  it.for([0, 1, 511, 512, 513, 100_000])("gives %d bytes back", async (length, { expect }) => {
    const content = Buffer.alloc(length, "é\n");
    const { dir, tar } = await list(archive([{ ...entry("f"), content }, entry("g")]));
    tar("-xzf", "a.tar.gz");
    expect((await readFile(join(dir, "f"))).equals(content)).toBe(true);
    expect(await readFile(join(dir, "g"), "utf8")).toBe("g");
  });

  it.runIf(isRoot)("unpacks to the same modes and owners under a narrow umask", async ({ expect }) => {
    const { dir } = await list(archive([entry("pki/n/client.key", "k", 0o600, 10_001), entry("web/a.yml")]));
    await mkdir(join(dir, "out"));
    execFileSync("sh", ["-c", "umask 077; tar -xzpf a.tar.gz --same-owner -C out"], { cwd: dir });
    const found = async (path: string) => {
      const { mode, uid } = await stat(join(dir, "out", path));
      return [(mode & 0o777).toString(8), uid];
    };
    expect(await found("pki/n/client.key")).toEqual(["600", 10_001]);
    expect(await found("pki/n")).toEqual(["755", 0]);
    expect(await found("web/a.yml")).toEqual(["644", 0]);
  });

  it("refuses a name that the format cannot hold", ({ expect }) => {
    const path = `${"x".repeat(200)}/${"y".repeat(120)}`;
    expect(() => archive([entry(path)])).toThrow("its name is too long");
  });
});
