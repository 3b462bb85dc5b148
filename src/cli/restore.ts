import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { unpack } from "./backup-archive.ts";
import { entriesOf } from "./backup-state.ts";
import type { Io } from "./check.ts";
import { CliError, reasonOf } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";
import { makePrivateFolder, PRIVATE_FOLDER } from "./files.ts";
import { acquireLock } from "./lock.ts";
import { holderName } from "./lock-holder.ts";
import { refuseUnfit } from "./restore-check.ts";
import { RUN_FOLDER } from "./worker-config.ts";
import { endOrphan } from "./worker-orphan.ts";

export const RESTORE_USAGE = "usage: farwatch restore FILE [--state DIR] [--force]";

/** `farwatch restore`: a backup becomes the state of a local edge that does not run. */
export async function runRestore(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("restore", args, {
    state: { type: "string", default: ".farwatch" },
    force: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values["help"] === true) {
    io.stdout(`${RESTORE_USAGE}\n\n  --force   put aside the state that is there\n`);
    return 0;
  }
  const [file, extra] = positionals;
  if (file === undefined) throw new CliError(`Cannot restore without a file; ${RESTORE_USAGE}`);
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${RESTORE_USAGE}`);
  const state = String(values["state"]);
  const aside = await restore(file, state, values["force"] === true, Date.now());
  const kept = aside === undefined ? "" : ` What was there is in ${aside}.`;
  io.stdout(`Restored ${file} into ${state}.${kept}\n`);
  return 0;
}

/** Where the former state is now, if there was one. Holds the folder, so that no edge starts on half of it. */
export async function restore(
  file: string,
  state: string,
  force: boolean,
  now: number,
): Promise<string | undefined> {
  await makePrivateFolder(state);
  const lock = await acquireLock(resolve(state));
  if (lock.kind === "holder") {
    throw new CliError(`Cannot restore: ${holderName(lock)} runs on ${state}; stop it first`);
  }
  try {
    return await replace(file, state, force, now);
  } finally {
    await lock.release();
  }
}

async function replace(
  file: string,
  state: string,
  force: boolean,
  now: number,
): Promise<string | undefined> {
  const held = (await entriesOf(state)).map(({ name }) => name);
  if (held.length > 0 && !force)
    throw new CliError(`Cannot restore: ${state} holds a state already; --force puts it aside`);
  const staged = join(state, `restoring-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(staged, { mode: PRIVATE_FOLDER });
    await unpack(file, staged);
    await refuseUnfit(file, staged);
    if ((await readdir(state)).includes(RUN_FOLDER)) await endOrphan(join(state, RUN_FOLDER));
    return await swap(state, held, staged, now);
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

/** Only renames, in one file system; one that is interrupted is done again with --force. */
async function swap(state: string, held: readonly string[], staged: string, now: number) {
  const aside = join(state, `replaced-${new Date(now).toISOString().replaceAll(":", "")}`);
  try {
    if (held.length > 0) await mkdir(aside, { mode: PRIVATE_FOLDER });
    for (const name of held) await rename(join(state, name), join(aside, name));
    for (const name of await readdir(staged)) await rename(join(staged, name), join(state, name));
  } catch (error) {
    throw new CliError(`Cannot restore into ${state}: ${reasonOf(error)}; the former state is in ${aside}`);
  }
  return held.length > 0 ? aside : undefined;
}
