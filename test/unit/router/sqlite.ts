import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** A Durable Object's SQLite refuses a row above 2 MB (its limits page); Node's takes a gigabyte. */
export const MAX_ROW_BYTES = 2_000_000;

/** `SqlStorage` on Node's own SQLite, with the row limit of the platform. */
export class TestSql {
  readonly db = new DatabaseSync(":memory:");

  exec<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: unknown[]) {
    const bytes = bindings.reduce<number>((sum, one) => sum + Buffer.byteLength(String(one)), 0);
    if (bytes > MAX_ROW_BYTES) throw new Error("string or blob too big: SQLITE_TOOBIG");
    const before = this.#changes();
    // The store binds texts and numbers only, and knows which columns it asks for.
    const rows = this.db.prepare(query).all(...(bindings as SQLInputValue[])) as T[];
    return {
      rowsWritten: this.#changes() - before,
      toArray: () => rows,
      one: () => {
        const [row] = rows;
        if (row === undefined || rows.length > 1) throw new Error(`expected one row, got ${rows.length}`);
        return row;
      },
      [Symbol.iterator]: () => rows[Symbol.iterator](),
    };
  }

  /** As the platform's class, of which the store uses no more than this. */
  get storage(): SqlStorage {
    return this as unknown as SqlStorage;
  }

  count(table: string): number {
    return this.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n;
  }

  #changes(): number {
    const row = this.db.prepare("SELECT total_changes() AS n").get() as { n: number };
    return row.n;
  }
}
