import { describe, it } from "vitest";
import {
  ATTEMPTS_PER_DELIVERY,
  cutGroupKey,
  DELIVERY_ANSWER_BYTES,
  DELIVERY_GROUP_KEY_BYTES,
  DELIVERY_MAX_BYTES,
  EARLIER_ATTEMPTS_BYTES,
} from "../../../src/router/delivery.ts";
import { DeliveryTable, groupHash } from "../../../src/router/delivery-table.ts";
import { migrate } from "../../../src/router/schema.ts";
import type { Attempt } from "../../../src/router/store.ts";
import { DELIVERIES_KEPT } from "../../../src/router/tick.ts";
import { row } from "../notify/rows.ts";
import { attemptOf } from "./attempt.ts";
import { TestSql } from "./sqlite.ts";

const attempt = attemptOf();

function open() {
  const sql = new TestSql();
  migrate(sql.storage);
  const written: number[] = [];
  const table = new DeliveryTable(sql.storage, (query, ...bindings) => {
    written.push(sql.exec(query, ...bindings).rowsWritten);
  });
  return { sql, table, written };
}

function failed(number: number, over: Partial<Attempt> = {}): Attempt {
  const outcome = { outcome: "retried", failure: "timeout", status: "-", answer: `no. ${number}` } as const;
  return { ...attempt, ...outcome, at: number * 10, attempt: number, ...over };
}

describe("DeliveryTable", () => {
  it("keeps the attempts of one delivery in one row, newest last", ({ expect }) => {
    const { sql, table, written } = open();
    const of = row({ delivery: 3, firstDecidedAt: 4 });
    table.add(of, failed(1));
    table.add({ ...of, attempt: 1 }, { ...attempt, at: 20, attempt: 2, reason: "new alerts added" });
    expect([sql.count("deliveries"), written]).toEqual([1, [1, 1]]);
    expect(table.find(3)).toEqual({
      id: 3,
      decidedAt: 4,
      receiver: "chat",
      integration: "chat/webhook/0",
      groupKey: "{}:{}",
      groupHash: groupHash("g"),
      reason: "new alerts added",
      attempts: [
        {
          at: 10,
          attempt: 1,
          outcome: "retried",
          failure: "timeout",
          status: "-",
          latencyMs: 7,
          answer: "no. 1",
        },
        { at: 20, attempt: 2, outcome: "sent", failure: "", status: "200", latencyMs: 7, answer: "ok" },
      ],
    });
    expect(table.find(4)).toBeUndefined();
  });

  it("gives the newest first, below an id, and knows the last", ({ expect }) => {
    const { table } = open();
    for (const delivery of [1, 2, 5, 9]) table.add(row({ delivery }), attempt);
    const ids = (before: number, limit: number) => [...table.newest(before, limit)].map(({ id }) => id);
    expect(ids(Number.POSITIVE_INFINITY, 3)).toEqual([9, 5, 2]);
    expect(ids(5, 10)).toEqual([2, 1]);
    expect(table.lastId()).toBe(9);
    expect(open().table.lastId()).toBe(0);
  });

  it("keeps ATTEMPTS_PER_DELIVERY of them, the newest", ({ expect }) => {
    const { table } = open();
    for (let number = 1; number <= 300; number += 1)
      table.add(row({ delivery: 1, attempt: number - 1 }), failed(number));
    const kept = table.find(1)?.attempts.map((one) => one.attempt);
    expect(kept).toEqual(Array.from({ length: ATTEMPTS_PER_DELIVERY }, (_, i) => 291 + i));
  });

  it("keeps fewer where they take more than EARLIER_ATTEMPTS_BYTES", ({ expect }) => {
    const { sql, table } = open();
    for (let number = 1; number <= 20; number += 1) {
      table.add(row({ delivery: 1, attempt: number - 1 }), failed(number, { answer: "\u0001".repeat(200) }));
    }
    const kept = table.find(1)?.attempts.map((one) => one.attempt) ?? [];
    expect(kept.at(-1)).toBe(20);
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.length).toBeLessThan(ATTEMPTS_PER_DELIVERY);
    const { n } = sql.exec<{ n: number }>("SELECT length(CAST(earlier AS BLOB)) AS n FROM deliveries").one();
    expect(n).toBeLessThanOrEqual(EARLIER_ATTEMPTS_BYTES);
  });

  it("cuts an answer at DELIVERY_ANSWER_BYTES, whatever its script", ({ expect }) => {
    const { table } = open();
    table.add(row({ delivery: 1 }), { ...attempt, answer: "字".repeat(200) });
    const answer = table.find(1)?.attempts[0]?.answer ?? "";
    expect(Buffer.byteLength(answer)).toBe(DELIVERY_ANSWER_BYTES - (DELIVERY_ANSWER_BYTES % 3));
  });
});

it("cutGroupKey keeps DELIVERY_GROUP_KEY_BYTES", ({ expect }) => {
  expect(Buffer.byteLength(cutGroupKey("ß".repeat(4_000)))).toBe(DELIVERY_GROUP_KEY_BYTES);
  expect(cutGroupKey("{}:{}")).toBe("{}:{}");
});

it("DELIVERIES_KEPT of the largest kind take 206 MB: a row takes no more than a page of DELIVERY_MAX_BYTES", ({
  expect,
}) => {
  const { sql, table } = open();
  const pages = () => sql.exec<{ page_count: number }>("PRAGMA page_count").one().page_count;
  const before = pages();
  const names = { receiver: "r".repeat(64), integration: `${"r".repeat(64)}/pagerduty/0` };
  const groupKey = cutGroupKey("字".repeat(4_000));
  const rows = 500;
  for (let delivery = 1; delivery <= rows; delivery += 1) {
    for (let number = 1; number <= ATTEMPTS_PER_DELIVERY + 1; number += 1) {
      const answer = "字".repeat(60 + ((delivery + number) % 140));
      table.add(
        row({ delivery, attempt: number - 1, firstDecidedAt: 1.7e12 }),
        failed(number, { ...names, groupKey, answer, at: 1.7e12 }),
      );
    }
  }
  const pageSize = sql.exec<{ page_size: number }>("PRAGMA page_size").one().page_size;
  const bytes = (pages() - before) * pageSize;
  // One page in a hundred leads to the others.
  expect(bytes / rows).toBeLessThan(DELIVERY_MAX_BYTES * 1.01);
  expect(bytes / rows).toBeGreaterThan(DELIVERY_MAX_BYTES * 0.5);
  expect((bytes / rows) * DELIVERIES_KEPT).toBeLessThan(207e6);
});

describe("prune", () => {
  const cases = [
    { name: "keeps all that are young enough and few enough", before: 0, keep: 10, left: 10 },
    { name: "drops those last tried before the given moment", before: 4, keep: 10, left: 7 },
    { name: "drops all but the newest", before: 0, keep: 3, left: 3 },
    { name: "drops all where all are too old", before: 100, keep: 10, left: 0 },
  ];
  it.for(cases)("$name", ({ before, keep, left }, { expect }) => {
    const { sql, table } = open();
    for (let at = 1; at <= 10; at += 1) table.add(row({ delivery: at }), { ...attempt, at });
    table.prune(before, keep);
    expect(sql.count("deliveries")).toBe(left);
    const oldest = sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM deliveries").one().at;
    expect(oldest).toBe(left === 0 ? null : 11 - left);
  });

  it("minds no empty table", ({ expect }) => {
    const { sql, table } = open();
    table.prune(5, 5);
    table.add(row(), attempt);
    table.prune(5, 5);
    expect(sql.count("deliveries")).toBe(1);
  });
});
