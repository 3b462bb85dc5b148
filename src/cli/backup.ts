import { mkdtemp, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pack } from "./backup-archive.ts";
import { copyState } from "./backup-state.ts";
import type { Io } from "./check.ts";
import { CliError, reasonOf } from "./cli-error.ts";
import { parseCommandLine } from "./command-line.ts";

export const BACKUP_USAGE = "usage: farwatch backup --out FILE [--state DIR]";

/** `farwatch backup`: one archive of a local edge's state, while it runs or not. */
export async function runBackup(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine("backup", args, {
    out: { type: "string" },
    state: { type: "string", default: ".farwatch" },
    help: { type: "boolean", short: "h", default: false },
  });
  if (values["help"] === true) {
    io.stdout(`${BACKUP_USAGE}\n`);
    return 0;
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new CliError(`Cannot use the argument "${extra}"; ${BACKUP_USAGE}`);
  if (typeof values["out"] !== "string") throw new CliError(`Cannot back up without --out; ${BACKUP_USAGE}`);
  const databases = await backup(String(values["state"]), values["out"]);
  io.stdout(`Wrote ${values["out"]}: ${databases} databases, certificates, token. It holds private keys.\n`);
  return 0;
}

/** Writes the archive whole or not at all, and answers how many databases are in it. */
export async function backup(state: string, out: string): Promise<number> {
  await refuseTarget(state, out);
  const work = await makeWorkFolder(dirname(resolve(out)));
  try {
    const copy = join(work, "state");
    const databases = await copyState(state, copy);
    if (databases === 0) throw new CliError(`Cannot back up ${state}: it holds no state of an edge`);
    await pack(copy, join(work, "archive"), out);
    return databases;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function refuseTarget(state: string, out: string): Promise<void> {
  const isThere = await stat(out).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CliError(`Cannot write ${out}: there is one already`);
  // The next backup would hold this one.
  const inState = !relative(resolve(state), resolve(out)).startsWith("..");
  if (inState) throw new CliError(`Cannot write ${out}: it lies in the state folder`);
}

/** Beside the archive, where there must be room for it anyway; for the owner alone. */
async function makeWorkFolder(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, ".farwatch-backup-"));
  } catch (error) {
    throw new CliError(`Cannot write to ${parent}: ${reasonOf(error)}`);
  }
}
