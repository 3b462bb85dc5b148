import { link, mkdir, readdir, rename, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError, errorCode, reasonOf } from "../cli-error.ts";
import { PRIVATE_FOLDER } from "../files.ts";
import { RETIRED_FOLDER } from "./pki-tree.ts";

/** Where one run puts what it takes out of use: `retired/20261123T101500Z/bastion/loki/server.crt`. */
export class Attic {
  readonly #dir: string;
  readonly #stamp: string;
  #folder: string | undefined;

  constructor(dir: string, now: number) {
    this.#dir = dir;
    this.#stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  }

  /** Gives a file a second name, so that it never lacks its first while something may read it. */
  async keep(file: string): Promise<void> {
    if (!(await isThere(join(this.#dir, file)))) return;
    const target = await this.#target(file);
    try {
      await link(join(this.#dir, file), target);
    } catch {
      // The kernel refuses a second name to who may not read the file; moving it is the folder's owner's right.
      await this.#move(file, target);
    }
  }

  /** Moves files, and removes the folders that this empties. */
  async take(files: readonly string[]): Promise<void> {
    for (const file of files) {
      if (await isThere(join(this.#dir, file))) await this.#move(file, await this.#target(file));
    }
    for (const folder of new Set(files.map((file) => dirname(file)))) {
      // The system refuses as long as something lies there.
      for (const path of [folder, dirname(folder)]) await rmdir(join(this.#dir, path)).catch(() => {});
    }
  }

  async #move(file: string, target: string): Promise<void> {
    try {
      await rename(join(this.#dir, file), target);
    } catch (error) {
      throw new CliError(`Cannot move ${file}: ${reasonOf(error)}`);
    }
  }

  async #target(file: string): Promise<string> {
    this.#folder ??= await newFolder(join(this.#dir, RETIRED_FOLDER), this.#stamp);
    const target = join(this.#folder, file);
    await mkdir(dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
    return target;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Two runs of one second do not share a folder: the second's files would replace the first's. */
async function newFolder(parent: string, stamp: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: PRIVATE_FOLDER });
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? stamp : `${stamp}-${number}`);
    try {
      await mkdir(path, { mode: PRIVATE_FOLDER });
      return path;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw new CliError(`Cannot make ${path}: ${reasonOf(error)}`);
    }
  }
}

/** The certificates of a name that were taken out of use, by any run: they may be in use elsewhere until they end. */
export async function retiredFiles(dir: string, files: readonly string[]): Promise<readonly string[]> {
  const runs = await readdir(join(dir, RETIRED_FOLDER)).catch(() => []);
  return runs.sort().flatMap((run) => files.map((file) => `${RETIRED_FOLDER}/${run}/${file}`));
}
