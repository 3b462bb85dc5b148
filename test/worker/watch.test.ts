import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import { compileMatcher } from "../../src/alert/matcher.ts";
import type { HeartbeatConfig, ProbeConfig } from "../../src/config/config.ts";
import { MAX_PROBE_TIMEOUT_MS } from "../../src/config/probes.ts";
import * as edge from "../../src/edge-config.ts";
import { LOOK_TIMEOUT_MS } from "../../src/router/world.do.ts";
import { Prober } from "../../src/watch/prober.do.ts";
import type { Look } from "../../src/watch/prober-rpc.ts";
import { CONFIRM_SLACK_MS, RUN_SLACK_MS } from "../../src/watch/prober-world.do.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A day ahead, so that no alarm set here rings by itself. */
const T0 = (Math.floor(Date.now() / MINUTE) + 1_440) * MINUTE;

const isWatchdog = compileMatcher("alertname", "=", "Watchdog");

function heartbeat(more: Partial<HeartbeatConfig> = {}): HeartbeatConfig {
  return {
    name: "bastion",
    matchers: isWatchdog.ok ? [isWatchdog.value] : [],
    intervalMs: 15 * SECOND,
    graceMs: 30 * SECOND,
    bastion: true,
    labels: {},
    annotations: {},
    muteTimeIntervals: [],
    ...more,
  };
}

const box: ProbeConfig = {
  name: "box",
  role: "box",
  module: { prober: "tcp", name: "tcp_connect", queryResponse: [] },
  target: "bastion.example.org:22",
  intervalMs: MINUTE,
  timeoutMs: 5 * SECOND,
  regions: ["weur", "enam"],
  failures: 2,
  labels: {},
  muteTimeIntervals: [],
};

const bundled = edge.edgeConfig();

function configure(heartbeats: readonly HeartbeatConfig[], probes: readonly ProbeConfig[] = []): void {
  const { config } = bundled;
  if (config === undefined) throw new Error("The bundled configuration does not load");
  const changed = { ...config, edge: { ...config.edge, heartbeats, probes } };
  vi.spyOn(edge, "edgeConfig").mockReturnValue({ ...bundled, config: changed });
}

const router = (tenant = "main") => env.ALERT_ROUTER.getByName(tenant);

function at(ms: number): void {
  vi.setSystemTime(T0 + ms);
}

function post(alertname: string, status: "firing" | "resolved" = "firing", tenant = "main") {
  const alert = { status, labels: { alertname }, annotations: {}, startsAt: "2026-01-01T00:00:00Z" };
  const endsAt = status === "firing" ? "0001-01-01T00:00:00Z" : new Date().toISOString();
  const body = {
    version: "4",
    receiver: "farwatch",
    groupKey: "{}:{}",
    status,
    externalURL: "http://am.example.org:9093",
    truncatedAlerts: 0,
    alerts: [{ ...alert, endsAt }],
  };
  return router(tenant).ingestWebhook("alertmanager", JSON.stringify(body));
}

function rows(table: string, tenant = "main"): Promise<Record<string, SqlStorageValue>[]> {
  return runInDurableObject(router(tenant), (_, state) =>
    state.storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
  );
}

function alarmAt(): Promise<number | null> {
  return runInDurableObject(router(), (_, state) => state.storage.getAlarm());
}

function changes(): Promise<number> {
  return runInDurableObject(
    router(),
    (_, state) => state.storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n,
  );
}

/** `BastionDown firing` of each stored alert. */
async function alerts(): Promise<string[]> {
  const bodies = (await rows("alerts")).map(({ body }) => JSON.parse(String(body)));
  return bodies.map(({ labels, status }) => `${labels.alertname} ${status}`).sort();
}

/** An alarm by its own time. */
async function ring(): Promise<void> {
  const armedAt = await alarmAt();
  if (armedAt === null) throw new Error("no alarm is armed");
  vi.setSystemTime(Math.max(armedAt, Date.now()));
  await runDurableObjectAlarm(router());
}

/** Every alarm up to `ms` after the start, each at its own time. */
async function ringUntil(ms: number): Promise<void> {
  for (let rings = 0; ((await alarmAt()) ?? Number.POSITIVE_INFINITY) <= T0 + ms; rings += 1) {
    if (rings > 50) throw new Error("the alarm rings for nothing");
    await ring();
  }
  at(ms);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: T0 });
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  configure([heartbeat()]);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
});

describe("heartbeats", () => {
  it("a Watchdog renews one, is stored as no alert, and arms the alarm for its deadline", async ({
    expect,
  }) => {
    expect(await post("Watchdog")).toEqual({ ok: true, value: { alerts: 1 } });
    expect(await rows("alerts")).toEqual([]);
    const [told] = (await router().watch()).heartbeats;
    expect(told).toMatchObject({
      name: "bastion",
      status: "alive",
      lastPingAt: T0,
      deadlineAt: T0 + 45 * SECOND,
      source: "alertmanager http://am.example.org:9093",
    });
    await ring();
    expect(await alarmAt()).toBe(T0 + 45 * SECOND + 1);
  });

  it("renewing costs one row, and no alarm while one is armed before", async ({ expect }) => {
    await post("Watchdog");
    await ring();
    const [before, armedAt] = [await changes(), await alarmAt()];
    at(15 * SECOND);
    await post("Watchdog");
    expect([(await changes()) - before, await alarmAt()]).toEqual([1, armedAt]);
  });

  it("missing is told when its deadline has passed, and resolved by the next ping", async ({ expect }) => {
    await post("Watchdog");
    await ringUntil(45 * SECOND);
    expect(await alerts()).toEqual([]);
    await ringUntil(46 * SECOND);
    expect(await alerts()).toEqual(["HeartbeatMissing firing"]);
    await expect.poll(async () => (await rows("deliveries")).length, { timeout: 5_000 }).toBeGreaterThan(0);
    at(5 * MINUTE);
    await post("Watchdog");
    expect((await router().watch()).heartbeats[0]).toMatchObject({
      status: "alive",
      outage: { reason: "missed", endedAt: T0 + 5 * MINUTE },
    });
    expect(await alerts()).not.toContain("HeartbeatMissing firing");
  });

  it("a Watchdog that arrives resolved is told at once", async ({ expect }) => {
    await post("Watchdog");
    await post("Watchdog", "resolved");
    expect(await alerts()).toEqual(["HeartbeatMissing firing"]);
  });

  it("takes pings by name, with a failure and its text", async ({ expect }) => {
    expect(await router().heartbeat("bastion", { status: "ok", source: "nas" })).toEqual({
      ok: true,
      value: null,
    });
    await router().heartbeat("bastion", { status: "fail", text: "disk full", source: "nas" });
    expect((await router().watch()).heartbeats[0]).toMatchObject({ reason: "failed", text: "disk full" });
    const unknown = await router().heartbeat("bakcup", { status: "ok", source: "nas" });
    expect(unknown).toMatchObject({ ok: false, error: { kind: "unknown_heartbeat" } });
  });

  it("an alarm that rings an hour late calls nothing missing before a fresh interval and grace", async ({
    expect,
  }) => {
    await post("Watchdog");
    await evictDurableObject(router());
    at(60 * MINUTE);
    await runDurableObjectAlarm(router());
    expect((await router().watch()).heartbeats[0]?.status).toBe("alive");
    at(60 * MINUTE + 45 * SECOND + 1);
    await runDurableObjectAlarm(router());
    expect(await alerts()).toEqual(["HeartbeatMissing firing"]);
  });

  it("an outage survives an eviction, and is not told twice", async ({ expect }) => {
    await post("Watchdog");
    await post("Watchdog", "resolved");
    await expect.poll(async () => (await rows("outbox")).length, { timeout: 5_000 }).toBe(0);
    const sent = (await rows("deliveries")).length;
    await evictDurableObject(router());
    at(5 * SECOND);
    await router().tick();
    expect(await alerts()).toEqual(["HeartbeatMissing firing"]);
    expect((await rows("deliveries")).length).toBe(sent);
  });

  it("belong to the main tenant alone", async ({ expect }) => {
    await post("Watchdog", "firing", "b");
    expect(await rows("alerts", "b")).toHaveLength(1);
    expect(await router("b").watch()).toEqual({ heartbeats: [], probes: [] });
  });

  it("show in the metrics", async ({ expect }) => {
    await post("Watchdog");
    at(10 * SECOND);
    const metrics = await router().metrics();
    expect(metrics).toContain('farwatch_heartbeat_age_seconds{heartbeat="bastion"} 10');
    expect(metrics).toContain('farwatch_heartbeat_status{heartbeat="bastion",status="alive"} 1');
    expect(metrics).toContain('farwatch_heartbeat_status{heartbeat="bastion",status="missing"} 0');
    expect(metrics).toContain('farwatch_uptime_ratio{kind="heartbeat",name="bastion",window="24h"} 1');
    expect(metrics).not.toContain("farwatch_verdict{");
  });

  it("a router that watches nothing arms no alarm", async ({ expect }) => {
    configure([]);
    await router().tick();
    expect(await alarmAt()).toBeNull();
  });
});

describe("the verdict", () => {
  const asked: string[] = [];
  let answer: (name: string) => Promise<{ ok: true; value: Look }>;

  function down(name: string): { ok: true; value: Look } {
    const startedAt = Date.now();
    const result = { probe: name, region: "weur", state: "down", reason: "refused", startedAt } as const;
    const report = { probe: name, region: "weur", state: "up", since: T0, reason: "" } as const;
    return {
      ok: true,
      value: {
        result: { ...result, durationMs: 5 },
        others: [],
        seen: { kind: "failed", at: startedAt, reason: "refused" },
        report: { ...report, lastRunAt: startedAt, durationMs: 5 },
      },
    };
  }

  beforeEach(() => {
    asked.length = 0;
    answer = async (name) => down(name);
    vi.spyOn(Prober.prototype, "runNow").mockImplementation((name) => {
      asked.push(name);
      return answer(name);
    });
    configure([heartbeat()], [box]);
  });

  const up = () => ({ probe: "box", region: "weur", state: "up", since: T0, reason: "" }) as const;

  it("asks the probers to look once the heartbeat is overdue, and pages BastionDown at its deadline", async ({
    expect,
  }) => {
    await router().noteProbes([{ ...up(), lastRunAt: T0, durationMs: 5 }]);
    await post("Watchdog");
    await ringUntil(30 * SECOND);
    await expect.poll(async () => (await router().watch()).probes[0]?.lastRunAt).toBe(T0 + 30 * SECOND);
    expect(asked).toEqual(["box"]);
    await ringUntil(46 * SECOND);
    expect(await alerts()).toEqual(["BastionDown firing"]);
    const { verdict } = await router().watch();
    expect(verdict).toMatchObject({
      verdict: "BastionDown",
      evidence: { heartbeat: "missing", box: "down" },
    });
    expect(await router().metrics()).toContain('farwatch_verdict{verdict="BastionDown"} 1');
  });

  it("waits for no prober: an alarm returns while the looks that it asked for hang", async ({ expect }) => {
    answer = () => new Promise(() => {});
    await post("Watchdog");
    await ringUntil(30 * SECOND);
    expect([asked, await alerts()]).toEqual([["box"], []]);
    await ringUntil(MINUTE);
    expect(await alerts()).toEqual(["AlertPipelineBroken firing"]);
  });

  it("survives a prober that throws", async ({ expect }) => {
    answer = () => {
      throw new Error("overloaded");
    };
    await post("Watchdog");
    await ringUntil(MINUTE);
    expect(await alerts()).toEqual(["AlertPipelineBroken firing"]);
  });

  it("a look may take its timeout, a second region's, and the way there", ({ expect }) => {
    expect(LOOK_TIMEOUT_MS).toBeGreaterThan(2 * MAX_PROBE_TIMEOUT_MS + RUN_SLACK_MS + CONFIRM_SLACK_MS);
  });
});

it("counts the minutes in which whoever watches us could not be told", async ({ expect }) => {
  await router().noteExternalHeartbeatFailure();
  expect(await router().metrics()).toContain("farwatch_external_heartbeat_failures_total 1");
});

it("tells the record of uptime", async ({ expect }) => {
  await post("Watchdog");
  at(10 * SECOND);
  expect(await router().uptime()).toMatchObject([{ kind: "heartbeat", name: "bastion", state: "up" }]);
});
