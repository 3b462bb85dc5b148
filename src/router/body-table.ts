import type { LongBodies, Write } from "./long-bodies.ts";

export interface BodyRow {
  readonly key: readonly string[];
  readonly body: string;
}

type StoredRow = Readonly<Record<string, SqlStorageValue>>;

/**
 * A table of bodies, JSON texts of any length, under a key of text columns. Rows stand in the order of their arrival,
 * so that a storm of new ones fills the last pages instead of touching all of them; which row a key has is known here.
 */
export class BodyTable {
  readonly #sql: SqlStorage;
  readonly #name: string;
  readonly #columns: readonly string[];
  readonly #long: LongBodies;
  readonly #write: Write;
  readonly #insert: string;
  #rows: Map<string, number> | undefined;
  #lastRow = 0;

  constructor(sql: SqlStorage, name: string, columns: readonly string[], long: LongBodies, write: Write) {
    this.#sql = sql;
    this.#name = name;
    this.#columns = columns;
    this.#long = long;
    this.#write = write;
    this.#insert = `INSERT INTO ${name} VALUES (${["row", ...columns, "body"].map(() => "?").join(", ")})`;
  }

  put(key: readonly string[], body: string): void {
    const first = this.#long.put(() => this.#ownerOf(key), body);
    const row = this.#known().get(textOf(key));
    if (row !== undefined) return this.#write(`UPDATE ${this.#name} SET body = ? WHERE row = ?`, first, row);
    this.#lastRow += 1;
    this.#write(this.#insert, this.#lastRow, ...key, first);
    this.#known().set(textOf(key), this.#lastRow);
  }

  delete(key: readonly string[]): void {
    const row = this.#known().get(textOf(key));
    if (row === undefined) return;
    this.#write(`DELETE FROM ${this.#name} WHERE row = ?`, row);
    this.#long.delete(() => this.#ownerOf(key));
    this.#known().delete(textOf(key));
  }

  /** Reads the table anew, and with it which row a key has: after a rollback memory knows rows that never were. */
  load(restOf: (owner: string) => string): BodyRow[] {
    const rows = this.#sql.exec<StoredRow>(`SELECT * FROM ${this.#name} ORDER BY row`).toArray();
    this.#know(rows);
    return rows.map((row) => {
      const key = this.#keyOf(row);
      return { key, body: String(row["body"]) + restOf(this.#ownerOf(key)) };
    });
  }

  #known(): Map<string, number> {
    if (this.#rows !== undefined) return this.#rows;
    const columns = ["row", ...this.#columns].join(", ");
    return this.#know(
      this.#sql.exec<StoredRow>(`SELECT ${columns} FROM ${this.#name} ORDER BY row`).toArray(),
    );
  }

  #know(rows: readonly StoredRow[]): Map<string, number> {
    this.#rows = new Map(rows.map((row) => [textOf(this.#keyOf(row)), Number(row["row"])]));
    this.#lastRow = Number(rows.at(-1)?.["row"] ?? 0);
    return this.#rows;
  }

  #keyOf(row: StoredRow): string[] {
    return this.#columns.map((column) => String(row[column]));
  }

  #ownerOf(key: readonly string[]): string {
    return [this.#name, ...key].join("\u0000");
  }
}

function textOf(key: readonly string[]): string {
  return key.join("\u0000");
}
