import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it, vi } from "vitest";
import type { DeliveryPage } from "../../src/router/deliveries.ts";
import type { Delivery } from "../../src/router/delivery.ts";
import { SqlStore } from "../../src/router/sql-store.ts";
import { row } from "../unit/notify/rows.ts";
import { attemptOf } from "../unit/router/attempt.ts";
import { ask, certificateOf } from "./callers.ts";

afterEach(reset);

const operator = certificateOf("operator");
const JSON_TYPE = { "Content-Type": "application/json" };
const LABELS = { alertname: "HostDown", instance: "a", severity: "critical" };

function post(alerts: readonly object[], certificate = certificateOf("prometheus")): Promise<Response> {
  const init = { method: "POST", headers: JSON_TYPE, body: JSON.stringify(alerts) };
  return ask("/api/v2/alerts", { ...init, certificate });
}

async function list(query = "", certificate = operator): Promise<DeliveryPage> {
  return (await ask(`/api/farwatch/v1/deliveries${query}`, { certificate })).json();
}

const states = async (query?: string) => (await list(query)).deliveries.map(({ state }) => state);
const LONG_AGO = "2026-01-01T00:00:00Z";

describe("POST /api/v2/alerts and what was sent of it", () => {
  it("goes from Prometheus to the deliveries, and an unchanged re-post writes nothing", async ({
    expect,
  }) => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    expect((await post([{ labels: LABELS, startsAt: LONG_AGO }])).status).toBe(200);
    await expect.poll(() => states()).toEqual(["sent", "sent"]);
    const before = await totalChanges();
    const again = await post([{ labels: LABELS, startsAt: LONG_AGO }]);
    expect([again.status, await again.text(), await totalChanges()]).toEqual([200, "", before]);
    expect((await list("", certificateOf("other-tenant"))).deliveries).toEqual([]);
  });

  it("keeps the good alerts of a post that is answered 400", async ({ expect }) => {
    const answer = await post([{ labels: {} }, { labels: LABELS, startsAt: LONG_AGO }]);
    expect([answer.status, await answer.json()]).toEqual([400, "at least one label pair required"]);
    await expect.poll(() => states("?group=HostDown")).toEqual(["sent", "sent"]);
  });

  it("is told again when an operator replays it, who is named in the log", async ({ expect }) => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    await post([{ labels: LABELS, startsAt: LONG_AGO }]);
    await expect.poll(() => states()).toEqual(["sent", "sent"]);
    const [newest] = (await list("?limit=1")).deliveries;
    const path = `/api/farwatch/v1/deliveries/${newest?.id}/replay`;
    const answer = await ask(path, { method: "POST", certificate: operator });
    const replayed = await answer.json<Delivery>();
    expect([answer.status, replayed]).toMatchObject([202, { id: "3", reason: "replayed" }]);
    await expect.poll(() => states("?limit=1")).toEqual(["sent"]);
    const said = print.mock.calls
      .map(([line]) => String(line))
      .find((line) => line.includes("delivery replayed"));
    expect(JSON.parse(said ?? "{}")).toMatchObject({
      id: Number(newest?.id),
      identity: "operator",
      ok: true,
    });
  });

  it("writes one row for the first attempt, and one for each other", async ({ expect }) => {
    const attempt = attemptOf({ outcome: "retried", failure: "timeout", status: "-", answer: "" });
    const router = env.ALERT_ROUTER.getByName("main");
    await router.tick();
    await runInDurableObject(router, (_, state) => {
      const store = new SqlStore(state.storage.sql);
      for (const number of [1, 2, 3]) {
        store.addAttempt(row({ delivery: 7, attempt: number - 1 }), { ...attempt, attempt: number });
        expect(store.rowsWritten).toBe(number);
      }
      expect([...store.newestDeliveries(8, 1)].map(({ attempts }) => attempts.length)).toEqual([3]);
    });
  });
});

function totalChanges(): Promise<number> {
  return runInDurableObject(
    env.ALERT_ROUTER.getByName("main"),
    (_, state) => state.storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n,
  );
}
