/** A command cannot go on. Its message is the one line that the operator reads; there is no stack to show. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** The error's code (`ENOENT`, `EADDRINUSE`), or the empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What went wrong in the words of the system, without its code's repetition of the path. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EADDRINUSE: "the port is taken",
  EADDRNOTAVAIL: "this machine has no such address",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is not a folder",
  ENOTFOUND: "no such host name",
  EROFS: "the file system is read-only",
};
