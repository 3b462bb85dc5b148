import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Sql } from "../../../src/watch/sql.ts";

/** A Durable Object's SQLite as the stores see it, in memory; rows written are counted as the platform bills them without indexes. */
export class MemorySql implements Sql {
  readonly #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();

  exec<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlStorageValue[]) {
    const statement = this.#statements.get(query) ?? this.#db.prepare(query);
    this.#statements.set(query, statement);
    // The stores bind texts and numbers; blobs are typed apart on the two sides.
    const values = bindings as (string | number | null)[];
    if (/^\s*SELECT/i.test(query)) {
      // As in a Durable Object, the row's shape is what the caller says it is.
      const rows = statement.all(...values) as unknown as T[];
      return { toArray: () => rows, rowsWritten: 0 };
    }
    const { changes } = statement.run(...values);
    return { toArray: (): T[] => [], rowsWritten: Number(changes) };
  }

  transact(work: () => void): void {
    this.#db.exec("BEGIN");
    work();
    this.#db.exec("COMMIT");
  }

  /** What the database would take up on disk. */
  get bytes(): number {
    const pragma = (name: string) => Number(Object.values(this.#db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }
}
