import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CliError, reasonOf } from "./cli-error.ts";
import { PRIVATE_FOLDER } from "./files.ts";
import { RUN_FOLDER } from "./worker-config.ts";

/** How long a database is waited for whose worker recovers or folds its log in that moment. */
export const DATABASE_WAIT_MS = 5_000;

/** Copies what a state folder holds, and answers how many databases that were. */
export async function copyState(from: string, to: string): Promise<number> {
  await mkdir(to, { recursive: true, mode: PRIVATE_FOLDER });
  let databases = 0;
  for (const entry of await entriesOf(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) databases += await copyState(source, target);
    else if (entry.name.endsWith(".sqlite")) databases += copyDatabase(source, target);
    else await copyFile(source, target);
  }
  return databases;
}

/** What belongs to the state: files and folders; not sockets, drafts, logs of databases, and what restores put aside. */
export async function entriesOf(state: string) {
  const passing = /\.(?:draft|sqlite-(?:wal|shm|journal))$|^(?:restoring|replaced)-/;
  try {
    const entries = await readdir(state, { withFileTypes: true });
    return entries.filter(
      (entry) =>
        (entry.isFile() || entry.isDirectory()) && entry.name !== RUN_FOLDER && !passing.test(entry.name),
    );
  } catch (error) {
    throw new CliError(`Cannot read ${state}: ${reasonOf(error)}`);
  }
}

/**
 * One read transaction: what was committed before it is in the copy, whole, and the worker goes on writing meanwhile. A
 * copy of the file alone would miss what stands in its write-ahead log, or tear it.
 */
function copyDatabase(source: string, target: string): 1 {
  try {
    const database = new DatabaseSync(source, { readOnly: true, timeout: DATABASE_WAIT_MS });
    try {
      database.prepare("VACUUM INTO ?").run(target);
    } finally {
      database.close();
    }
    return 1;
  } catch (error) {
    throw new CliError(`Cannot copy ${source}: ${reasonOf(error)}`);
  }
}
