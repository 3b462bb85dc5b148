import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError, errorCode, reasonOf } from "../cli-error.ts";
import { PRIVATE_FILE, PUBLIC_FILE } from "../files.ts";
import type { WantedFolder } from "./pki-wanted.ts";

/** A container that is not root must be able to enter the folder that it mounts. */
export const HOLDER_FOLDER = 0o755;

/** A file whose mode or owner keeps its container out, or lets others in. */
export interface Misowned {
  readonly path: string;
  readonly reason: string;
  readonly mode: number;
  readonly uid: number;
  /** To set the mode is its owner's right; to give it away is root's. */
  readonly needsRoot: boolean;
}

/** Everything of a container's folder that it could not read, and keys that others can. */
export async function misowned(dir: string, { path, uid, pairs, request }: WantedFolder) {
  const names = [...pairs.map(({ kind }) => kind), ...(request === undefined ? [] : ["edge"])];
  const keys = names.map((name) => `${path}/${name}.key`);
  const open = ["ca", ...pairs.map(({ kind }) => kind)].map((name) => `${path}/${name}.crt`);
  const found = await Promise.all([
    check(dir, path, (stats) => folderFault(stats, uid), HOLDER_FOLDER, uid),
    ...keys.map((key) => check(dir, key, (stats) => keyFault(stats, uid), PRIVATE_FILE, uid)),
    ...open.map((crt) => check(dir, crt, (stats) => readFault(stats, uid), PUBLIC_FILE, uid)),
  ]);
  return found.filter((entry) => entry !== undefined);
}

type Fault = (stats: Stats) => string | undefined;

async function check(
  dir: string,
  path: string,
  fault: Fault,
  mode: number,
  uid: number,
): Promise<Misowned | undefined> {
  const stats = await statIfThere(join(dir, path));
  const reason = stats === undefined ? undefined : fault(stats);
  if (stats === undefined || reason === undefined) return undefined;
  const needsRoot = mode === PRIVATE_FILE && stats.uid !== uid;
  return { path, reason, mode, uid, needsRoot };
}

function keyFault({ uid: owner, mode }: Stats, uid: number): string | undefined {
  if ((mode & 0o077) !== 0) return `has mode ${octal(mode)}, and others must not read it`;
  return owner === uid ? undefined : `belongs to uid ${owner}, and its container runs as ${uid}`;
}

function folderFault(stats: Stats, uid: number): string | undefined {
  return may(stats, uid, 0o5) ? undefined : cannot("enter", stats, uid);
}

/** Also for what others put there. */
export function readFault(stats: Stats, uid: number): string | undefined {
  return may(stats, uid, 0o4) ? undefined : cannot("read", stats, uid);
}

function may({ uid: owner, mode }: Stats, uid: number, bits: number): boolean {
  const own = owner === uid ? (mode >> 6) & 0o7 : mode & 0o7;
  return uid === 0 || (own & bits) === bits;
}

function cannot(verb: string, { uid: owner, mode }: Stats, uid: number): string {
  return `belongs to uid ${owner} with mode ${octal(mode)}: its container, uid ${uid}, cannot ${verb} it`;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}

export async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new CliError(`Cannot look at ${path}: ${reasonOf(error)}`);
  }
}
