import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import {
  makePrivateFolder,
  PRIVATE_FILE,
  PRIVATE_FOLDER,
  PUBLIC_FILE,
  readIfThere,
  writeWhole,
} from "../../../src/cli/files.ts";
import { scratch } from "./scratch.ts";

describe("writeWhole", () => {
  it("writes a file with its mode, and leaves no draft", async ({ expect }) => {
    const dir = await scratch();
    await writeWhole(join(dir, "key"), "secret", PRIVATE_FILE);
    expect(await readdir(dir)).toEqual(["key"]);
    expect((await stat(join(dir, "key"))).mode & 0o777).toBe(0o600);
  });

  it("replaces what was there, in a new file", async ({ expect }) => {
    const path = join(await scratch(), "key");
    await writeFile(path, "old", { mode: 0o644 });
    const before = (await stat(path)).ino;
    await writeWhole(path, "new", PRIVATE_FILE);
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).ino).not.toBe(before);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("leaves no draft when the place is taken by a folder", async ({ expect }) => {
    const dir = await scratch();
    await mkdir(join(dir, "key", "full"), { recursive: true });
    await expect(writeWhole(join(dir, "key"), "x", PRIVATE_FILE)).rejects.toThrow(
      `Cannot write ${join(dir, "key")}`,
    );
    expect(await readdir(dir)).toEqual(["key"]);
  });
});

describe("the modes", () => {
  it("let nobody but the owner read what is private, and nobody else write what is public", ({ expect }) => {
    expect(PRIVATE_FILE & 0o077).toBe(0);
    expect(PRIVATE_FOLDER & 0o077).toBe(0);
    expect(PUBLIC_FILE).toBe(0o644);
  });
});

describe("readIfThere", () => {
  it("is undefined without a file", async ({ expect }) => {
    expect(await readIfThere(join(await scratch(), "none"))).toBeUndefined();
  });

  it("names what it cannot read", async ({ expect }) => {
    const dir = await scratch();
    await expect(readIfThere(dir)).rejects.toThrow(`Cannot read ${dir}: it is a folder`);
  });
});

describe("makePrivateFolder", () => {
  it("makes the way to it, for the owner alone", async ({ expect }) => {
    const dir = join(await scratch(), "a", "b");
    await makePrivateFolder(dir);
    expect((await stat(dir)).mode & 0o777).toBe(PRIVATE_FOLDER);
    await makePrivateFolder(dir);
  });

  it("says that a file stands in its place", async ({ expect }) => {
    const path = join(await scratch(), "file");
    await writeFile(path, "");
    await expect(makePrivateFolder(path)).rejects.toThrow(`Cannot make the folder ${path}: there is a file`);
  });
});
