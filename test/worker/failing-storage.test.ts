import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it, vi } from "vitest";
import { GUARD_MS } from "../../src/router/alert-router.do.ts";
import { SEND_TIMEOUT_MS, SEND_TIMEOUT_SLACK_MS, SETTLE_WINDOW_MS } from "../../src/router/courier.do.ts";
import { BODY_CHARS_PER_ROW } from "../../src/router/long-bodies.ts";
import { migrate } from "../../src/router/schema.ts";
import { SqlStore } from "../../src/router/sql-store.ts";
import { OVERDUE_MS } from "../../src/watch/overdue.ts";

afterEach(async () => {
  vi.useRealTimers();
  await reset();
});

const router = () => env.ALERT_ROUTER.getByName("main");

function body(alertname: string, startsAt = "2026-01-01T00:00:00Z"): string {
  const alert = { status: "firing", labels: { alertname }, annotations: {}, startsAt };
  return JSON.stringify({
    version: "4",
    receiver: "farwatch",
    groupKey: `{}:{alertname="${alertname}"}`,
    status: "firing",
    externalURL: "",
    alerts: [{ ...alert, endsAt: "0001-01-01T00:00:00Z" }],
  });
}

function sql<T extends Record<string, SqlStorageValue>>(query: string): Promise<T[]> {
  return runInDurableObject(router(), (_, state) => state.storage.sql.exec<T>(query).toArray());
}

async function count(table: string): Promise<number> {
  return (await sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n ?? -1;
}

/** From now on every insert into this table fails. */
function spoil(table: string): Promise<unknown> {
  return sql(
    `CREATE TRIGGER spoiled BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
  );
}

const repair = () => sql("DROP TRIGGER spoiled");
const alarmAt = () => runInDurableObject(router(), (_, state) => state.storage.getAlarm());

/** What became of a post: answered, or 503 to its sender. */
function post(alertname: string): Promise<string> {
  return router()
    .ingestWebhook("alertmanager", body(alertname))
    .then(
      () => "stored",
      (error: unknown) => String(error),
    );
}

async function untilSent(expect: {
  poll(probe: () => Promise<unknown>, options?: object): { toBe(value: unknown): Promise<void> };
}) {
  await expect.poll(() => count("outbox"), { timeout: 5_000 }).toBe(0);
}

describe("a write that fails in the middle of a turn", () => {
  it.for(["alerts", "groups", "outbox"])(
    "into %s stores nothing of it, and promises nothing",
    async (table, { expect }) => {
      await router().tick();
      await spoil(table);
      expect(await post("One")).toContain("the disk is full");
      expect([await count("alerts"), await count("groups"), await count("outbox")]).toEqual([0, 0, 0]);
      await repair();
      expect(await post("One")).toBe("stored");
      await untilSent(expect);
      expect(await count("deliveries")).toBe(1);
    },
  );

  it("does not take along what others posted before and after", async ({ expect }) => {
    await post("Before");
    await untilSent(expect);
    await spoil("alerts");
    expect(await post("One")).toContain("the disk is full");
    await repair();
    expect(await post("After")).toBe("stored");
    await untilSent(expect);
    expect([await count("alerts"), await count("deliveries")]).toEqual([2, 2]);
  });

  it("of a landing sends again, and keeps the row until it is written", async ({ expect }) => {
    await router().tick();
    await spoil("notification_log");
    await post("One");
    // Long enough for the send to land, which cannot be written.
    await new Promise((resolve) => setTimeout(resolve, 10 * SETTLE_WINDOW_MS));
    expect([await count("deliveries"), await count("outbox")]).toEqual([0, 1]);
    await repair();
    await router().tick();
    await untilSent(expect);
    expect([await count("deliveries"), await count("notification_log")]).toEqual([1, 1]);
  });

  it("arms an alarm within GUARD_MS, whatever was armed before", async ({ expect }) => {
    await router().tick();
    await spoil("alerts");
    await post("One");
    const at = (await alarmAt()) ?? Number.POSITIVE_INFINITY;
    expect(at).toBeLessThanOrEqual(Date.now() + GUARD_MS);
    expect(GUARD_MS).toBeGreaterThan(SEND_TIMEOUT_MS + SEND_TIMEOUT_SLACK_MS);
  });

  it("does not lose the alarm: one that fails has armed the next, and throws nothing at the platform", async ({
    expect,
  }) => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    await router().ingestWebhook("alertmanager", body("Fresh", new Date().toISOString()));
    await spoil("groups");
    vi.setSystemTime(Date.now() + 60_000);
    expect(await runDurableObjectAlarm(router())).toBe(true);
    const at = (await alarmAt()) ?? 0;
    expect(at).toBeGreaterThan(Date.now());
    expect(at).toBeLessThanOrEqual(Date.now() + GUARD_MS);
    await repair();
    vi.setSystemTime(at);
    await runDurableObjectAlarm(router());
    expect(await count("groups")).toBeGreaterThan(0);
  });

  it("does not keep the object from waking: it answers, and works again once it can", async ({ expect }) => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    await router().ingestWebhook("alertmanager", body("Fresh", new Date().toISOString()));
    await spoil("groups");
    vi.setSystemTime(Date.now() + 60_000);
    await evictDurableObject(router());
    expect(await router().metrics()).toContain('farwatch_alerts{state="firing"} 1');
    await repair();
    await router().tick();
    expect(await count("groups")).toBeGreaterThan(0);
  });
});

describe("an alarm that the platform lost", () => {
  it("shows as not ready once work is OVERDUE_MS late, and the next cron tick does it", async ({
    expect,
  }) => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    await router().ingestWebhook("alertmanager", body("Fresh", new Date().toISOString()));
    const dueAt = (await alarmAt()) ?? 0;
    await runInDurableObject(router(), (_, state) => state.storage.deleteAlarm());
    vi.setSystemTime(dueAt + OVERDUE_MS - 1);
    expect(await router().ready()).toEqual({ ready: true, reasons: [] });
    vi.setSystemTime(dueAt + OVERDUE_MS);
    const late = `work is ${OVERDUE_MS / 1000} s overdue`;
    expect(await router().ready()).toEqual({ ready: false, reasons: [late] });
    await router().tick();
    expect(await router().ready()).toEqual({ ready: true, reasons: [] });
    expect((await alarmAt()) ?? 0).toBeGreaterThan(dueAt);
  });
});

describe("the platform's row limit", () => {
  // workerd itself has no such limit; the unit tests of the store imitate Cloudflare's.
  it("is minded by the store: 40,000 alerts of one group are kept in several rows", async ({ expect }) => {
    const many = Array.from({ length: 40_000 }, (_, i) => i.toString(16).padStart(16, "0"));
    const row = {
      groupId: "g",
      integration: "chat/console/0",
      content: { firing: many, resolved: many, unknown: [] },
      reason: "first notification" as const,
      decidedAt: 1,
      delivery: 1,
      firstDecidedAt: 1,
      changedAt: 1,
      attempt: 0,
      nextAttemptAt: 1,
      version: 0,
      undelivered: many,
    };
    await router().tick();
    const read = await runInDurableObject(router(), (_, state) => {
      migrate(state.storage.sql);
      const store = new SqlStore(state.storage.sql);
      store.putOutbox(row);
      const longest = state.storage.sql
        .exec<{ n: number }>(
          "SELECT max(length(body)) AS n FROM (SELECT body FROM outbox UNION ALL SELECT body FROM body_parts)",
        )
        .one().n;
      const { outbox } = new SqlStore(state.storage.sql).load();
      store.deleteOutbox(row.groupId, row.integration);
      return { longest, outbox };
    });
    expect(read).toEqual({ longest: BODY_CHARS_PER_ROW, outbox: [row] });
  });
});
