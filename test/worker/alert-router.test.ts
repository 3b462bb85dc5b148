import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it, vi } from "vitest";
import { migrate, SCHEMA_VERSION } from "../../src/router/schema.ts";

afterEach(reset);

const LONG_AGO = "2026-01-01T00:00:00.123456789Z";

function body(alerts: readonly Record<string, unknown>[], groupKey = "{}:{}"): string {
  return JSON.stringify({
    version: "4",
    receiver: "farwatch",
    groupKey,
    status: "firing",
    externalURL: "http://am.example.org:9093",
    truncatedAlerts: 0,
    alerts,
  });
}

function firing(instance: string, startsAt = LONG_AGO) {
  const labels = { alertname: "HostDown", instance, severity: "critical" };
  return {
    status: "firing",
    labels,
    annotations: { summary: `${instance} is down` },
    startsAt,
    endsAt: "0001-01-01T00:00:00Z",
  };
}

function resolved(instance: string) {
  return { ...firing(instance), status: "resolved", endsAt: "2026-01-01T01:00:00Z" };
}

const router = () => env.ALERT_ROUTER.getByName("main");

/** Rows of a table, as the object's own SQLite holds them. */
function rows(table: string): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(router(), (_, state) =>
    state.storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
  );
}

async function untilSettled(expect: {
  poll(probe: () => Promise<unknown>, options?: object): { toBe(value: unknown): Promise<void> };
}) {
  await expect.poll(async () => (await rows("outbox")).length, { timeout: 5_000 }).toBe(0);
}

describe("AlertRouter", () => {
  it("has stored an alert, and sent what is due, when it answers", async ({ expect }) => {
    const answer = await router().ingestWebhook("alertmanager", body([firing("a")]));
    expect(answer).toEqual({ ok: true, value: { alerts: 1 } });
    expect(await rows("alerts")).toHaveLength(1);
    await untilSettled(expect);
    const attempts = await rows("deliveries");
    expect(attempts.map(({ receiver, outcome }) => `${receiver} ${outcome}`).sort()).toEqual([
      "chat sent",
      "pager sent",
    ]);
  });

  it("writes no row for an unchanged re-post", async ({ expect }) => {
    await router().ingestWebhook("alertmanager", body([firing("a"), firing("b")]));
    await untilSettled(expect);
    const before = await totalChanges();
    for (let i = 0; i < 5; i += 1)
      await router().ingestWebhook("alertmanager", body([firing("a"), firing("b")]));
    expect(await totalChanges()).toBe(before);
  });

  it("refuses a body it cannot read, stores nothing of it, and raises FarwatchIntakeRefused", async ({
    expect,
  }) => {
    const answer = await router().ingestWebhook("alertmanager", "{");
    expect(answer).toMatchObject({ ok: false, error: { reason: "malformed" } });
    const [alert] = await rows("alerts");
    expect(JSON.parse(String(alert?.["body"]))).toMatchObject({
      labels: { alertname: "FarwatchIntakeRefused", sender: "alertmanager", reason: "malformed" },
    });
    await router().ingestWebhook("alertmanager", "{");
    expect(await rows("alerts")).toHaveLength(1);
  });

  it("arms its alarm for the group's next tick and re-arms after it", async ({ expect }) => {
    const fresh = firing("a", new Date().toISOString());
    await router().ingestWebhook(
      "alertmanager",
      body([{ ...fresh, labels: { alertname: "Slow", instance: "a" } }]),
    );
    const armedAt = await runInDurableObject(router(), (_, state) => state.storage.getAlarm());
    expect(armedAt ?? 0).toBeGreaterThan(Date.now() + 25_000);
    await runDurableObjectAlarm(router());
    expect(await runInDurableObject(router(), (_, state) => state.storage.getAlarm())).not.toBeNull();
  });

  it("remembers after eviction what it told, and tells the resolve", async ({ expect }) => {
    await router().ingestWebhook("alertmanager", body([firing("a")]));
    await untilSettled(expect);
    await evictDurableObject(router());
    await router().ingestWebhook("alertmanager", body([firing("a")]));
    await untilSettled(expect);
    expect(await rows("deliveries")).toHaveLength(2);
    await router().ingestWebhook("alertmanager", body([resolved("a")]));
    const stored = JSON.parse(String((await rows("alerts"))[0]?.["body"]));
    expect(stored).toMatchObject({ status: "resolved", startsAt: { text: LONG_AGO } });
  });

  it("sends after a wake what was decided and never sent", async ({ expect }) => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    await router().ingestWebhook("alertmanager", body([firing("a")]));
    await untilSettled(expect);
    await runInDurableObject(router(), (_, state) => {
      const group = state.storage.sql.exec<{ id: string }>("SELECT id FROM groups").toArray()[0]?.id ?? "";
      const receiver = group.split("\u0000")[0];
      const row = {
        groupId: group,
        integration: `${receiver}/console/0`,
        content: { firing: [], resolved: [], unknown: [] },
        reason: "first notification",
        decidedAt: 1,
        firstDecidedAt: Date.now(),
        changedAt: 1,
        attempt: 0,
        nextAttemptAt: 1,
        version: 0,
        undelivered: [],
      };
      const alert = state.storage.sql.exec<{ fingerprint: string }>("SELECT fingerprint FROM alerts").one();
      const content = { firing: [alert.fingerprint], resolved: [], unknown: [] };
      state.storage.sql.exec("DELETE FROM notification_log");
      state.storage.sql.exec(
        "INSERT INTO outbox (group_id, integration, body) VALUES (?, ?, ?)",
        group,
        row.integration,
        JSON.stringify({ ...row, content }),
      );
    });
    await evictDurableObject(router());
    await router().tick();
    await untilSettled(expect);
    expect((await rows("deliveries")).length).toBe(3);
    print.mockRestore();
  });

  it("refuses storage that is newer than its code", async ({ expect }) => {
    await router().tick();
    await runInDurableObject(router(), (_, state) =>
      state.storage.sql.exec("UPDATE schema_version SET version = ?", SCHEMA_VERSION + 1),
    );
    const refusal = `schema version ${SCHEMA_VERSION + 1}`;
    await runInDurableObject(router(), (_, state) =>
      expect(() => migrate(state.storage.sql)).toThrow(refusal),
    );
  });

  it("tells its metrics and that it is ready", async ({ expect }) => {
    await router().ingestWebhook("alertmanager", body([firing("a")]));
    await untilSettled(expect);
    const metrics = await router().metrics();
    expect(metrics).toContain('farwatch_alerts_received_total{status="firing"} 1');
    expect(metrics).toContain('farwatch_alerts{state="firing"} 1');
    expect(metrics).toContain('farwatch_notifications_total{receiver_kind="console"} 2');
    expect(metrics).toContain("farwatch_outbox_depth 0");
    expect(await router().ready()).toEqual({ ready: true, reasons: [] });
  });

  it("keeps the good neighbours of a body that fails", async ({ expect }) => {
    const good = Array.from({ length: 5 }, (_, i) =>
      router().ingestWebhook("alertmanager", body([firing(`h${i}`)], `{}:{i="${i}"}`)),
    );
    const answers = await Promise.all([...good, router().ingestWebhook("alertmanager", "nonsense")]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, true, true, false]);
    expect(await rows("alerts")).toHaveLength(6);
  });
});

function totalChanges(): Promise<number> {
  return runInDurableObject(
    router(),
    (_, state) => state.storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n,
  );
}
