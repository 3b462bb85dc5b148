import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Attributes, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { Durations } from "./durations.ts";
import type { Exemplars } from "./exemplars.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS parts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, part INTEGER NOT NULL, quantity INTEGER NOT NULL);
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
  INSERT OR IGNORE INTO parts SELECT i, 'part ' || i, 1000000 FROM n;
`;

export type Row = Readonly<Record<string, unknown>>;

/** SQLite, with a client span and a duration for each statement. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #durations: Durations;

  constructor(path: string, exemplars: Exemplars) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(SCHEMA);
    const description = "Duration of database client operations.";
    this.#durations = new Durations("db.client.operation.duration", description, exemplars);
  }

  /**
   * Runs one statement. `operation` and `table` name the span; values are bound, so that the statement's text tells
   * nothing of anybody, and is the same for all of its kind.
   */
  query(operation: string, table: string, sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    const attributes: Attributes = {
      "db.system.name": "sqlite",
      "db.namespace": "shop",
      "db.operation.name": operation,
      "db.collection.name": table,
    };
    const started = performance.now();
    const options = { kind: SpanKind.CLIENT, attributes: { ...attributes, "db.query.text": sql } };
    return trace.getTracer("sample-app").startActiveSpan(`${operation} ${table}`, options, (span) => {
      try {
        const rows = this.#db.prepare(sql).all(...values);
        span.setAttribute("db.response.returned_rows", rows.length);
        return rows;
      } catch (error) {
        attributes["error.type"] = codeOf(error);
        span.setAttribute("error.type", codeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
        throw error;
      } finally {
        this.#durations.record(started, attributes, span);
        span.end();
      }
    });
  }

  /** All of its statements, or none. */
  together<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const done = work();
      this.#db.exec("COMMIT");
      return done;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }
}

/** node:sqlite tells SQLite's number in `errcode`. */
function codeOf(error: unknown): string {
  return error instanceof Error && "errcode" in error ? `SQLITE_${error.errcode}` : "_OTHER";
}
