import { spawn } from "node:child_process";
import { once } from "node:events";
import { type FileHandle, open, rename } from "node:fs/promises";
import { CliError, errorCode, reasonOf } from "./cli-error.ts";
import { PRIVATE_FILE } from "./files.ts";

/** Packs a folder into a .tar.gz for the owner alone; `draft` lies in the same file system as `out`. */
export async function pack(folder: string, draft: string, out: string): Promise<void> {
  const file = await openOrRefuse(draft, "wx", out);
  try {
    await tar(["-czf", "-", "-C", folder, "."], { stdout: file.fd }, `Cannot write ${out}`, "tar failed");
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, out);
}

/** Unpacks into a folder that is there; everything belongs to whoever runs this. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const file = await openOrRefuse(archive, "r", archive);
  try {
    if ((await file.stat()).isDirectory()) throw new CliError(`Cannot read ${archive}: it is a folder`);
    const silent = "it is empty, damaged or no archive";
    await tar(
      ["-xpzf", "-", "--no-same-owner", "-C", folder],
      { stdin: file.fd },
      `Cannot read ${archive}`,
      silent,
    );
  } finally {
    await file.close();
  }
}

async function openOrRefuse(path: string, flags: "r" | "wx", shown: string): Promise<FileHandle> {
  try {
    return await open(path, flags, PRIVATE_FILE);
  } catch (error) {
    throw new CliError(`Cannot ${flags === "r" ? "read" : "write"} ${shown}: ${reasonOf(error)}`);
  }
}

/** Throws what tar says is wrong, and `silent` where it says nothing. */
async function tar(
  args: readonly string[],
  { stdin, stdout }: { readonly stdin?: number; readonly stdout?: number },
  what: string,
  silent: string,
): Promise<void> {
  const child = spawn("tar", args, { stdio: [stdin ?? "ignore", stdout ?? "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  try {
    const [code] = await once(child, "close");
    if (code === 0) return;
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "there is no program tar" : reasonOf(error);
    throw new CliError(`${what}: ${reason}`);
  }
  throw new CliError(`${what}: ${said.split("\n")[0] || silent}`);
}
