import { setTimeout as sleep } from "node:timers/promises";
import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { log } from "./log.ts";
import type { Row, Store } from "./store.ts";

/** Longer than the 500 ms from which Alloy keeps every trace. */
const REPORT_MS = 600;

export type OrderOutcome = { readonly order: number } | { readonly refused: "no such part" | "out of stock" };

/** What the service is for; each of its acts is a span of its own between request and query. */
export class Shop {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  findPart(id: number): Promise<Row | undefined> {
    return act("find part", (span) => {
      span.setAttribute("shop.part.id", id);
      return this.#store.query("SELECT", "parts", "SELECT id, name, stock FROM parts WHERE id = ?", id)[0];
    });
  }

  searchParts(name: string): Promise<readonly Row[]> {
    const sql = "SELECT id, name, stock FROM parts WHERE name LIKE '%' || ? || '%' ORDER BY id LIMIT 20";
    return act("search parts", () => this.#store.query("SELECT", "parts", sql, name));
  }

  placeOrder(part: number, quantity: number): Promise<OrderOutcome> {
    return act("place order", (span) => {
      span.setAttributes({ "shop.part.id": part, "shop.order.quantity": quantity });
      const outcome = this.#store.together(() => this.#take(part, quantity));
      if ("order" in outcome) log("info", "Order taken", { "shop.order.id": outcome.order });
      else log("warn", `Order refused: ${outcome.refused}`);
      return outcome;
    });
  }

  #take(part: number, quantity: number): OrderOutcome {
    const take = "UPDATE parts SET stock = stock - ? WHERE id = ? AND stock >= ? RETURNING stock";
    if (this.#store.query("UPDATE", "parts", take, quantity, part, quantity).length === 0) {
      const known = this.#store.query("SELECT", "parts", "SELECT id FROM parts WHERE id = ?", part);
      return { refused: known.length === 0 ? "no such part" : "out of stock" };
    }
    const insert = "INSERT INTO orders (part, quantity) VALUES (?, ?) RETURNING id";
    const [row] = this.#store.query("INSERT", "orders", insert, part, quantity);
    return { order: Number(row?.["id"]) };
  }

  /** The slow one. */
  report(): Promise<readonly Row[]> {
    return act("build report", async () => {
      const sql = "SELECT part, sum(quantity) AS sold FROM orders GROUP BY part ORDER BY sold DESC LIMIT 10";
      const rows = this.#store.query("SELECT", "orders", sql);
      await sleep(REPORT_MS);
      log("warn", "The report took long", { "shop.report.rows": rows.length });
      return rows;
    });
  }

  /** The broken one: nobody has made that table. */
  returns(): Promise<readonly Row[]> {
    return act("list returns", () => this.#store.query("SELECT", "returns", "SELECT id, part FROM returns"));
  }
}

function act<T>(name: string, work: (span: Span) => T | Promise<T>): Promise<T> {
  return trace.getTracer("sample-app").startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
