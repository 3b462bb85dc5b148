import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { CliError } from "../cli-error.ts";

/** One file; folders above it come by themselves. */
export interface Entry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
  readonly uid: number;
}

/** The first moment that zip and its like can write, and old enough to surprise nobody. */
export const ENTRY_TIME = new Date("1980-01-01T00:00:00Z");

const BLOCK = 512;

/** Whoever mounts a folder must be able to enter it, under any umask of who unpacks. */
const FOLDER_MODE = 0o755;

/** A .tar.gz of these files: sorted, and of one time, so that equal files make equal bytes. */
export function archive(entries: readonly Entry[]): Uint8Array {
  const files = entries.map((entry) => ({ ...entry, type: "File" as const }));
  const folders = foldersOf(entries.map(({ path }) => path)).map((path) => ({ path: `${path}/`, ...folder }));
  const sorted = [...files, ...folders].sort((a, b) => (a.path < b.path ? -1 : 1));
  const blocks = sorted.flatMap(({ content, ...entry }) => [
    header(entry, content.length),
    content,
    Buffer.alloc(-content.length & (BLOCK - 1)),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

const folder = { content: new Uint8Array(), mode: FOLDER_MODE, uid: 0, type: "Directory" as const };

function foldersOf(paths: readonly string[]): readonly string[] {
  const parents = paths.flatMap((path) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  return [...new Set(parents)];
}

function header(entry: Omit<Entry, "content"> & { type: "File" | "Directory" }, size: number): Buffer {
  const made = new Header({ ...entry, size, gid: 0, mtime: ENTRY_TIME });
  const needsMore = made.encode();
  if (made.block !== undefined && !needsMore) return made.block;
  throw new CliError(`Cannot put ${entry.path} into an archive: its name is too long`);
}
