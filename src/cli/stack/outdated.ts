import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Mount } from "./mounts.ts";

/** Services that started before the newest of the files that they mount, each once, in the order of `mounts`. */
export async function outdated(
  folder: string,
  mounts: readonly Mount[],
  startedAt: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const found = await Promise.all(
    mounts.map(async ({ service, path }) => {
      const start = startedAt.get(service);
      const isOld = start !== undefined && (await newest(join(folder, path))) > start;
      return isOld ? [service] : [];
    }),
  );
  return [...new Set(found.flat())];
}

/** When the last of the files below `path` was written. */
async function newest(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return found?.mtimeMs ?? 0;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(0, ...times);
}
