import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";

/** Nobody but the owner: keys, tokens, sockets. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
export const PUBLIC_FILE = 0o644;

/**
 * Replaces the file whole or not at all; a crash leaves the old one, or a draft that nobody reads. `prepare` sets what
 * the file must have before anyone can open it by its name.
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  mode: number,
  prepare?: (draft: FileHandle) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.draft`;
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(content);
      await prepare?.(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CliError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** The file's text; undefined when there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new CliError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** The text of a file that must be there; `hint` follows when it is not. */
export async function readText(path: string, hint = ""): Promise<string> {
  const text = await readIfThere(path);
  if (text === undefined) throw new CliError(`Cannot read ${path}: there is no such file${hint}`);
  return text;
}

export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  } catch (error) {
    const reason = errorCode(error) === "EEXIST" ? "there is a file of that name" : reasonOf(error);
    throw new CliError(`Cannot make the folder ${path}: ${reason}`);
  }
}
