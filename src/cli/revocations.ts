import { readFileSync, statSync } from "node:fs";
import { reasonOf } from "./cli-error.ts";
import { normalizeSerial, readCrl } from "./pki-crl.ts";

/** The revocation list as it stands on disk now: read again whenever its file has changed. */
export class Revocations {
  readonly #path: string;
  readonly #warn: (line: string) => void;
  #stamp = "";
  #serials: ReadonlySet<string> = new Set();

  /** Throws when the list cannot be read: an edge that forgot whom it refuses must not start. */
  constructor(path: string, warn: (line: string) => void) {
    this.#path = path;
    this.#warn = warn;
    this.#stamp = stampOf(path);
    this.#serials = read(path);
  }

  /** One `stat` a request, some 3 µs, so that a revocation holds from the next request on. */
  has(serial: string): boolean {
    this.#refresh();
    return this.#serials.has(normalizeSerial(serial));
  }

  /** A list that cannot be read leaves the last one in force. */
  #refresh(): void {
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      this.#serials = read(this.#path);
    } catch (error) {
      this.#warn(`Cannot read ${this.#path}: ${reasonOf(error)}; the last list stays in force`);
    }
  }
}

function read(path: string): ReadonlySet<string> {
  return new Set(readCrl(readFileSync(path, "utf8")).map(({ serial }) => serial));
}

/** Each list is a new file, renamed into place: its inode and time tell it from the last. */
function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
