import { describe, it } from "vitest";
import { BodyTable } from "../../../src/router/body-table.ts";
import { BODY_CHARS_PER_ROW, LongBodies } from "../../../src/router/long-bodies.ts";
import { migrate } from "../../../src/router/schema.ts";
import { TestSql } from "./sqlite.ts";

function open(sql = new TestSql()) {
  migrate(sql.storage);
  const written: number[] = [];
  const write = (query: string, ...bindings: SqlStorageValue[]) => {
    written.push(sql.exec(query, ...bindings).rowsWritten);
  };
  const long = new LongBodies(sql.storage, write);
  const table = new BodyTable(sql.storage, "outbox", ["group_id", "integration"], long, write);
  return { sql, table, written, load: () => table.load(long.load()) };
}

const [A, B, C] = [
  ["a", "1"],
  ["b", "1"],
  ["c", "1"],
];

describe("BodyTable", () => {
  it("keeps one row for a key, and writes one for each change of it", ({ expect }) => {
    const { sql, table, written, load } = open();
    table.put(A, "first");
    table.put(A, "second");
    expect(load()).toEqual([{ key: A, body: "second" }]);
    table.delete(A);
    expect([load(), written, sql.count("outbox")]).toEqual([[], [1, 1, 1], 0]);
  });

  it("tells keys apart that read the same joined by a space", ({ expect }) => {
    const { table, load } = open();
    table.put(["a b", "c"], "1");
    table.put(["a", "b c"], "2");
    expect(load().map(({ body }) => body)).toEqual(["1", "2"]);
  });

  it("deletes nothing where nothing is", ({ expect }) => {
    const { table, written, load } = open();
    table.put(A, "a");
    table.delete(B);
    expect([load().length, written]).toEqual([1, [1]]);
  });

  it("appends what is new, whatever its key: in a storm only the last page changes", ({ expect }) => {
    const { table, load } = open();
    for (const key of [C, A, B]) table.put(key, "x");
    table.delete(A);
    table.put(A, "x");
    expect(load().map(({ key }) => key)).toEqual([C, B, A]);
  });

  it("knows the rows of an earlier process, before anything is loaded too", ({ expect }) => {
    const { sql, table } = open();
    table.put(A, "old");
    table.put(B, "kept");
    const next = open(sql);
    next.table.put(A, "new");
    next.table.put(C, "added");
    next.table.delete(B);
    expect(next.load()).toEqual([
      { key: A, body: "new" },
      { key: C, body: "added" },
    ]);
  });

  it("forgets by a load what a rollback took back", ({ expect }) => {
    const { sql, table, load } = open();
    table.put(A, "a");
    sql.exec("SAVEPOINT turn");
    table.put(B, "never");
    table.delete(A);
    sql.exec("ROLLBACK TO turn");
    load();
    table.put(B, "b");
    table.put(A, "again");
    expect(load()).toEqual([
      { key: A, body: "again" },
      { key: B, body: "b" },
    ]);
  });

  it("takes the parts of a long body away with it", ({ expect }) => {
    const { sql, table, load } = open();
    const long = "x".repeat(2 * BODY_CHARS_PER_ROW + 1);
    table.put(A, long);
    table.put(B, "short");
    expect([load()[0]?.body === long, sql.count("body_parts")]).toEqual([true, 2]);
    table.put(A, "short");
    expect([load()[0]?.body, sql.count("body_parts")]).toEqual(["short", 0]);
    table.put(A, long);
    table.delete(A);
    expect(sql.count("body_parts")).toBe(0);
  });
});
