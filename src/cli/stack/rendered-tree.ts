import { lstat, mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PUBLIC_FILE, readIfThere, writeWhole } from "../files.ts";
import type { Rendered } from "./rendered.ts";

/** What differs between what is wanted and what lies there. */
export interface Difference {
  readonly path: string;
  readonly kind: "missing" | "stale" | "unwanted";
  /** Undefined for what shall go. */
  readonly content?: string;
}

/** Lists what a run wrote, so that the next one removes of it what is no longer wanted, and nothing of anybody else. */
export const LIST = "compose/rendered/.files";

/** Only below it is anything removed. */
const RENDERED = "compose/rendered/";

/** Holds the wanted files against those in the project; nothing is changed. */
export async function differences(root: string, wanted: readonly Rendered[]): Promise<readonly Difference[]> {
  const all = [...wanted, { path: LIST, content: listOf(wanted) }];
  const found = await Promise.all(
    all.map(async ({ path, content }): Promise<readonly Difference[]> => {
      const there = await readIfThere(join(root, path));
      if (there === content) return [];
      return [{ path, content, kind: there === undefined ? "missing" : "stale" }];
    }),
  );
  return [...found.flat(), ...(await unwanted(root, wanted))];
}

function listOf(wanted: readonly Rendered[]): string {
  return wanted.map(({ path }) => `${path}\n`).join("");
}

async function unwanted(root: string, wanted: readonly Rendered[]): Promise<readonly Difference[]> {
  const paths = new Set(wanted.map(({ path }) => path));
  const before = (await readIfThere(join(root, LIST)))?.split("\n") ?? [];
  const gone = before.filter((path) => isOurs(path) && !paths.has(path));
  const there = await Promise.all(gone.map(async (path) => ((await isFile(join(root, path))) ? [path] : [])));
  return there.flat().map((path) => ({ path, kind: "unwanted" }));
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** A list that somebody edited cannot lead us out of the folder. */
function isOurs(path: string): boolean {
  return path.startsWith(RENDERED) && !path.split("/").includes("..");
}

/** Makes the project as wanted. The list comes last: a run that fails leaves the one of the run before. */
export async function settle(root: string, found: readonly Difference[]): Promise<void> {
  const inOrder = [
    ...found.filter(({ path }) => path !== LIST),
    ...found.filter(({ path }) => path === LIST),
  ];
  for (const { path, content } of inOrder) {
    const file = join(root, path);
    if (content === undefined) await remove(root, path);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeWhole(file, content, PUBLIC_FILE);
    }
  }
}

/** And the folders that it leaves empty. */
async function remove(root: string, path: string): Promise<void> {
  await rm(join(root, path), { force: true });
  for (let folder = dirname(path); folder.startsWith(RENDERED); folder = dirname(folder)) {
    const isEmpty = await rmdir(join(root, folder)).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}
