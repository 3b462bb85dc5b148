/** A statement of the store, which counts the rows that it writes. */
export type Write = (query: string, ...bindings: SqlStorageValue[]) => void;

/**
 * As much of a body as one row takes. A row of a Durable Object's SQLite holds 2 MB (its limits page), and UTF-8 takes
 * up to three bytes for one unit of a JavaScript string.
 */
export const BODY_CHARS_PER_ROW = 500_000;

/**
 * Bodies that one row cannot hold: a group of 40,000 alerts names them all in its outbox row, and a single alert may
 * bring a megabyte of annotations. What follows the first part stands in a table of its own.
 */
export class LongBodies {
  readonly #sql: SqlStorage;
  readonly #write: Write;
  /** Owners of parts, so that the many without any cost no statement. */
  readonly #owners = new Set<string>();

  constructor(sql: SqlStorage, write: Write) {
    this.#sql = sql;
    this.#write = write;
  }

  /** Stores what does not fit and gives the first part, for the owner's own row. */
  put(ownerOf: () => string, body: string): string {
    this.delete(ownerOf);
    if (body.length <= BODY_CHARS_PER_ROW) return body;
    const owner = ownerOf();
    const [first = "", ...rest] = partsOf(body);
    this.#owners.add(owner);
    for (const [part, text] of rest.entries()) {
      this.#write("INSERT INTO body_parts VALUES (?, ?, ?)", owner, part, text);
    }
    return first;
  }

  delete(ownerOf: () => string): void {
    // Most have no parts, and to name an owner costs as much as its row.
    if (this.#owners.size === 0) return;
    const owner = ownerOf();
    if (this.#owners.delete(owner)) this.#write("DELETE FROM body_parts WHERE owner = ?", owner);
  }

  /** Reads all parts anew and gives what completes an owner's first one. */
  load(): (owner: string) => string {
    const rows = this.#sql.exec<{ owner: string; body: string }>(
      "SELECT owner, body FROM body_parts ORDER BY owner, part",
    );
    const rests = new Map<string, string>();
    for (const { owner, body } of rows) rests.set(owner, (rests.get(owner) ?? "") + body);
    this.#owners.clear();
    for (const owner of rests.keys()) this.#owners.add(owner);
    return (owner) => rests.get(owner) ?? "";
  }
}

/** Cut anywhere but inside a surrogate pair, whose halves storage would not keep. */
function partsOf(body: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < body.length; ) {
    const end = start + BODY_CHARS_PER_ROW;
    const isInPair = end < body.length && (body.codePointAt(end - 1) ?? 0) > 0xffff;
    parts.push(body.slice(start, isInPair ? end - 1 : end));
    start = isInPair ? end - 1 : end;
  }
  return parts;
}
