import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "vitest";
import {
  MAX_SOCKET_NAME_BYTES,
  MAX_SOCKET_PATH_BYTES,
  openSocketFolder,
} from "../../../src/cli/socket-folder.ts";
import { scratch } from "./scratch.ts";

/** A folder whose path has exactly so many bytes. */
async function folderOf(bytes: number): Promise<string> {
  const base = await scratch();
  const dir = join(base, "x".repeat(bytes - base.length - 1));
  await mkdir(dir);
  return dir;
}

const longestDirect = MAX_SOCKET_PATH_BYTES - MAX_SOCKET_NAME_BYTES - 1;

describe("openSocketFolder", () => {
  it("is the folder itself as long as the longest name fits", async ({ expect }) => {
    const dir = await folderOf(longestDirect);
    expect((await openSocketFolder(dir)).path).toBe(dir);
  });

  it("is a short private link to it one byte later, gone when closed", async ({ expect }) => {
    const dir = await folderOf(longestDirect + 1);
    await writeFile(join(dir, "inside"), "");
    const folder = await openSocketFolder(dir);
    expect(folder.path.length).toBeLessThan(longestDirect);
    expect(await readdir(folder.path)).toEqual(["inside"]);
    expect((await stat(dirname(folder.path))).mode & 0o777).toBe(0o700);
    await folder.close();
    await expect(stat(dirname(folder.path))).rejects.toThrow("ENOENT");
    expect(await readdir(dir)).toEqual(["inside"]);
  });

  it("stays under the 108 bytes of sun_path", ({ expect }) => {
    expect(MAX_SOCKET_PATH_BYTES).toBeLessThan(104);
  });
});
