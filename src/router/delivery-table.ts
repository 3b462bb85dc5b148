import { fingerprint } from "../alert/fingerprint.ts";
import { cutUtf8 } from "../alert/utf8.ts";
import type { OutboxRow } from "../notify/outbox.ts";
import { DELIVERY_ANSWER_BYTES, earlierText, type StoredDelivery, type Try } from "./delivery.ts";
import type { Write } from "./long-bodies.ts";
import type { Attempt } from "./store.ts";

/** Where an outbox row's attempts are kept. */
export type DeliveryOf = Pick<OutboxRow, "delivery" | "groupId" | "firstDecidedAt" | "attempt">;

export function groupHash(groupId: string): string {
  return fingerprint({ groupId });
}

/** One row for each delivery, with its last attempt in columns and some earlier ones as JSON. Ids grow with time. */
export class DeliveryTable {
  readonly #sql: SqlStorage;
  readonly #write: Write;

  constructor(sql: SqlStorage, write: Write) {
    this.#sql = sql;
    this.#write = write;
  }

  /** One row written, however many attempts there were. */
  add({ delivery: id, groupId, firstDecidedAt, attempt }: DeliveryOf, a: Attempt): void {
    // Most are delivered at once, and have nothing to be read.
    const earlier = attempt === 0 ? "[]" : earlierText(this.find(id)?.attempts ?? []);
    const answer = cutUtf8(a.answer, DELIVERY_ANSWER_BYTES);
    this.#write(
      "INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[id, a.at, a.receiver, a.integration, a.groupKey, a.reason, a.attempt, a.outcome],
      ...[a.failure, a.status, a.latencyMs, answer, firstDecidedAt, groupHash(groupId), earlier],
    );
  }

  find(id: number): StoredDelivery | undefined {
    return this.#sql.exec<Row>("SELECT * FROM deliveries WHERE id = ?", id).toArray().map(fromRow)[0];
  }

  /** Newest first, those whose id is below `before`; read one by one, as far as the caller goes. */
  *newest(before: number, limit: number): Iterable<StoredDelivery> {
    const rows = this.#sql.exec<Row>(
      "SELECT * FROM deliveries WHERE id < ? ORDER BY id DESC LIMIT ?",
      before,
      limit,
    );
    for (const row of rows) yield fromRow(row);
  }

  lastId(): number {
    return this.#sql.exec<{ id: number | null }>("SELECT max(id) AS id FROM deliveries").one().id ?? 0;
  }

  prune(before: number, keep: number): void {
    // Both bounds are ranges of the primary key and need no index.
    const newest = this.lastId();
    this.#write("DELETE FROM deliveries WHERE id <= ?", newest - keep);
    const first = this.#sql.exec<{ id: number }>(
      "SELECT id FROM deliveries WHERE at >= ? ORDER BY id LIMIT 1",
      before,
    );
    this.#write("DELETE FROM deliveries WHERE id < ?", first.toArray()[0]?.id ?? newest + 1);
  }
}

type Row = {
  id: number;
  at: number;
  receiver: string;
  integration: string;
  group_key: string;
  reason: string;
  attempt: number;
  outcome: string;
  failure: string;
  status: string;
  latency_ms: number;
  answer: string;
  decided_at: number;
  group_hash: string;
  earlier: string;
};

function fromRow(row: Row): StoredDelivery {
  const { id, receiver, integration, reason, at, attempt, failure, status, answer } = row;
  // These columns hold what `add` wrote.
  const outcome = row.outcome as Attempt["outcome"];
  const earlier = JSON.parse(row.earlier) as Try[];
  const last = { at, attempt, outcome, failure, status, latencyMs: row.latency_ms, answer };
  return {
    id,
    // What was stored before version 4 is one attempt, and its decision is not known.
    decidedAt: row.decided_at === 0 ? at : row.decided_at,
    receiver,
    integration,
    groupKey: row.group_key,
    groupHash: row.group_hash,
    reason,
    attempts: [...earlier, last],
  };
}
