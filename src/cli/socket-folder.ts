import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, each with a closing NUL. */
export const MAX_SOCKET_PATH_BYTES = 103;

/** The longest name that we give to a socket in one of these folders. */
export const MAX_SOCKET_NAME_BYTES = 32;

/** A way to a folder that leaves room for a socket's name. */
export interface SocketFolder {
  readonly path: string;
  close(): Promise<void>;
}

/** The folder itself, or for one with a long path a link to it: the kernel counts the path as it is written. */
export async function openSocketFolder(dir: string): Promise<SocketFolder> {
  if (fits(dir)) return { path: dir, close: async () => {} };
  const base = fits(join(tmpdir(), "farwatch-XXXXXX", "s")) ? tmpdir() : "/tmp";
  const alias = await mkdtemp(join(base, "farwatch-"));
  const path = join(alias, "s");
  await symlink(resolve(dir), path);
  return { path, close: () => rm(alias, { recursive: true, force: true }) };
}

function fits(dir: string): boolean {
  return Buffer.byteLength(dir) + 1 + MAX_SOCKET_NAME_BYTES <= MAX_SOCKET_PATH_BYTES;
}
