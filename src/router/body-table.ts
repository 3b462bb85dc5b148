import type { LongBodies, Write } from "./long-bodies.ts";

export interface BodyRow {
  readonly key: readonly string[];
  readonly body: string;
}

/** A table of bodies, JSON texts of any length, under a key of text columns. */
export class BodyTable {
  readonly #name: string;
  readonly #columns: readonly string[];
  readonly #long: LongBodies;
  readonly #write: Write;
  readonly #put: string;
  readonly #delete: string;

  constructor(name: string, columns: readonly string[], long: LongBodies, write: Write) {
    this.#name = name;
    this.#columns = columns;
    this.#long = long;
    this.#write = write;
    this.#put = `INSERT OR REPLACE INTO ${name} VALUES (${[...columns, "body"].map(() => "?").join(", ")})`;
    this.#delete = `DELETE FROM ${name} WHERE ${columns.map((column) => `${column} = ?`).join(" AND ")}`;
  }

  put(key: readonly string[], body: string): void {
    this.#write(this.#put, ...key, this.#long.put(this.#ownerOf(key), body));
  }

  delete(key: readonly string[]): void {
    this.#write(this.#delete, ...key);
    this.#long.delete(this.#ownerOf(key));
  }

  load(sql: SqlStorage, restOf: (owner: string) => string): BodyRow[] {
    const rows = sql.exec<Record<string, string>>(`SELECT * FROM ${this.#name}`).toArray();
    return rows.map((row) => {
      const key = this.#columns.map((column) => row[column] ?? "");
      return { key, body: (row["body"] ?? "") + restOf(this.#ownerOf(key)) };
    });
  }

  #ownerOf(key: readonly string[]): string {
    return [this.#name, ...key].join("\u0000");
  }
}
