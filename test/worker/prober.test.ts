import { evictDurableObject, reset, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, it, vi } from "vitest";
import type { HttpModule, ProbeConfig } from "../../src/config/config.ts";
import * as edge from "../../src/edge-config.ts";
import { AlertRouter } from "../../src/router/alert-router.do.ts";
import { MAX_DEBUG_STEP_CHARS, MAX_DEBUG_STEPS } from "../../src/watch/looks.do.ts";
import * as running from "../../src/watch/probe/run.ts";
import { Prober } from "../../src/watch/prober.do.ts";
import { CONFIRM_SLACK_MS, REPORT_TIMEOUT_MS, RUN_SLACK_MS } from "../../src/watch/prober-world.do.ts";
import type { ProbeReport } from "../../src/watch/report.ts";
import { BLIND_RUNS } from "../../src/watch/streak.ts";

const MINUTE_MS = 60_000;
/** A day ahead, so that no alarm set here rings by itself; on the minute, where the first of the probes starts. */
const T0 = (Math.floor(Date.now() / MINUTE_MS) + 1_440) * MINUTE_MS;

const http: HttpModule = {
  prober: "http",
  name: "http_2xx",
  method: "GET",
  headers: [{ name: "authorization", value: { value: "Bearer hunter2-hunter2" } }],
  followRedirects: true,
  validStatusCodes: [],
  failIfBodyMatches: [],
  failIfBodyNotMatches: [],
  failIfHeaderMatches: [],
  failIfHeaderNotMatches: [],
  failIfJsonNotEquals: [],
};

function probe(name: string, more: Partial<ProbeConfig> = {}): ProbeConfig {
  return {
    name,
    module: http,
    target: `https://${name}.example.org/`,
    intervalMs: MINUTE_MS,
    timeoutMs: 5_000,
    regions: ["weur", "enam"],
    failures: 1,
    labels: {},
    muteTimeIntervals: [],
    ...more,
  };
}

const bundled = edge.edgeConfig();
const heard: (readonly ProbeReport[])[] = [];
let noteProbes = async (_: readonly ProbeReport[]): Promise<void> => {};
/** What the target answers, by turns; the last one again and again. */
let answers: (number | "hang")[] = [200];
let asked: string[] = [];

function configure(...probes: readonly ProbeConfig[]) {
  const { config } = bundled;
  if (config === undefined) throw new Error("The bundled configuration does not load");
  const changed = { ...config, edge: { ...config.edge, probes } };
  vi.spyOn(edge, "edgeConfig").mockReturnValue({ ...bundled, config: changed });
}

async function answer(input: RequestInfo | URL, init?: RequestInit | Request): Promise<Response> {
  const { host } = new URL(String(input));
  if (!host.endsWith("example.org"))
    return Response.json({ Status: 0, Answer: [{ type: 1, data: "93.184.216.34" }] });
  asked.push(host);
  const status = answers.length > 1 ? answers.shift() : answers[0];
  if (status !== "hang") return new Response("hello", { status: status ?? 500 });
  return new Promise((_, reject) => {
    init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

const weur = () => env.PROBER.getByName("weur");

function at(ms: number) {
  vi.setSystemTime(T0 + ms);
}

function alarmAt(): Promise<number | null> {
  return runInDurableObject(weur(), (_, state) => state.storage.getAlarm());
}

/** Rows ever changed in the prober's SQLite. */
function changes(): Promise<number> {
  return runInDurableObject(weur(), (_, state) => {
    return state.storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n;
  });
}

/** The stored streak of the probe `site`. */
function streak(): Promise<unknown> {
  return runInDurableObject(weur(), (_, state) => {
    const rows = state.storage.sql.exec<{ body: string }>("SELECT body FROM probes WHERE name = 'site'");
    return JSON.parse(rows.one().body).streak;
  });
}

async function metric(line: string): Promise<string | undefined> {
  const lines = (await weur().metrics()).split("\n");
  return lines
    .find((one) => one.startsWith(line))
    ?.split(" ")
    .at(-1);
}

/** States as the router heard them, each probe's in order. */
function told(): string[] {
  return heard.flat().map(({ probe, state }) => `${probe} ${state}`);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: T0 - 1_000 });
  vi.spyOn(globalThis, "fetch").mockImplementation(answer);
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  heard.length = 0;
  asked = [];
  answers = [200];
  noteProbes = async (reports) => {
    heard.push(reports);
  };
  // In the router's place: what it makes of reports is its own matter.
  Object.defineProperty(AlertRouter.prototype, "noteProbes", {
    configurable: true,
    writable: true,
    value: (reports: readonly ProbeReport[]) => noteProbes(reports),
  });
  configure(probe("site"));
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await reset();
});

/** The first tick arms the prober; then its alarm rings at the probe's moment. */
async function start() {
  await weur().tick();
  at(0);
  await runDurableObjectAlarm(weur());
}

describe("Prober", () => {
  it("is armed by its first tick, which is no late alarm", async ({ expect }) => {
    expect(await weur().tick()).toBe(false);
    expect(await alarmAt()).toBe(T0);
    expect(asked).toEqual([]);
    expect(await metric("farwatch_probe_late_alarms_total")).toBe("0");
  });

  it("runs what is due at its alarm, tells the router, and is armed for the next start", async ({
    expect,
  }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    expect(heard[0]?.[0]).toMatchObject({ region: "weur", reason: "", lastRunAt: T0, httpStatusCode: 200 });
    expect(await alarmAt()).toBe(T0 + MINUTE_MS);
  });

  it("does not wait for the network in its alarm", async ({ expect }) => {
    answers = ["hang"];
    configure(probe("site", { timeoutMs: 1_000 }));
    const before = performance.now();
    await start();
    expect(performance.now() - before).toBeLessThan(900);
    expect(await alarmAt()).toBe(T0 + MINUTE_MS);
    await expect.poll(told, { timeout: 4_000 }).toEqual(["site down"]);
    expect(heard[0]?.[0]?.reason).toContain("1s");
  });

  it("writes nothing and tells nothing while a result stays the same", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    const before = await changes();
    for (let minute = 1; minute <= 3; minute += 1) {
      at(minute * MINUTE_MS);
      await runDurableObjectAlarm(weur());
      await expect.poll(() => asked.length).toBe(minute + 1);
    }
    // Each alarm is a row set and, when it rings, a row deleted.
    expect(await changes()).toBe(before + 3 * 2);
    expect(heard).toHaveLength(1);
  });

  it("tells the router of every probe each five minutes", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    at(5 * MINUTE_MS);
    await runDurableObjectAlarm(weur());
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[1]?.[0]?.lastRunAt).toBe(T0 + 5 * MINUTE_MS);
  });
});

describe("a failure", () => {
  it("counts once another region has confirmed it", async ({ expect }) => {
    answers = [503];
    await start();
    await expect.poll(told).toEqual(["site down"]);
    expect(asked).toHaveLength(2);
    expect(heard[0]?.[0]).toMatchObject({ region: "weur", since: T0, httpStatusCode: 503 });
    expect(await metric('probe_success{probe="site",region="weur"}')).toBe("0");
  });

  it("that another region does not see is a hiccup", async ({ expect }) => {
    answers = [503, 200];
    await start();
    await expect.poll(told).toEqual(["site up"]);
    expect(await metric('farwatch_probe_hiccups_total{probe="site",region="weur"}')).toBe("1");
  });

  it("that no other region can look at is unknown, and never down", async ({ expect }) => {
    answers = [503];
    vi.spyOn(Prober.prototype, "confirm").mockRejectedValue(new Error("overloaded"));
    await start();
    await expect.poll(told).toEqual(["site unknown"]);
    for (let minute = 1; minute < BLIND_RUNS; minute += 1) {
      at(minute * MINUTE_MS);
      await runDurableObjectAlarm(weur());
      await expect.poll(streak).toMatchObject({ blind: Math.min(minute + 1, BLIND_RUNS) });
    }
    await expect.poll(() => heard.flat().at(-1)?.reason).toContain("no other region could look");
    expect(told()).not.toContain("site down");
  });

  it("of a probe with one region is confirmed by a second look", async ({ expect }) => {
    configure(probe("site", { regions: ["weur"] }));
    answers = [503, 200];
    await start();
    await expect.poll(told).toEqual(["site up"]);
    answers = [503];
    at(MINUTE_MS);
    await runDurableObjectAlarm(weur());
    await expect.poll(told).toEqual(["site up", "site down"]);
  });

  it("must come so often in a row, eviction or not", async ({ expect }) => {
    configure(probe("site", { failures: 3 }));
    answers = [503];
    await start();
    for (let minute = 1; minute <= 2; minute += 1) {
      await expect.poll(() => asked.length).toBe(2 * minute);
      expect(told()).not.toContain("site down");
      await evictDurableObject(weur());
      at(minute * MINUTE_MS);
      await runDurableObjectAlarm(weur());
    }
    await expect.poll(told).toContain("site down");
    expect(heard.flat().at(-1)?.since).toBe(T0);
  });
});

describe("the router", () => {
  it("is told again after the next run when it did not take a report", async ({ expect }) => {
    let refused = 0;
    noteProbes = async () => {
      refused += 1;
      throw new Error("overloaded");
    };
    await start();
    await expect.poll(() => refused).toBe(1);
    noteProbes = async (reports) => {
      heard.push(reports);
    };
    await evictDurableObject(weur());
    at(MINUTE_MS);
    await runDurableObjectAlarm(weur());
    await expect.poll(told).toEqual(["site up"]);
    expect(heard[0]?.[0]).toMatchObject({ since: T0, lastRunAt: T0 + MINUTE_MS });
  });

  it("gets a fresh look at once, which counts like any other", async ({ expect }) => {
    answers = [503];
    const look = await weur().runNow("site");
    expect(look).toMatchObject({
      ok: true,
      value: {
        seen: { kind: "failed", at: T0 - 1_000 },
        result: { state: "down" },
        others: [{ region: "enam" }],
        report: { state: "down" },
      },
    });
    await expect.poll(told).toEqual(["site down"]);
  });

  it("that asks twice at once gets one look, which counts once", async ({ expect }) => {
    configure(probe("site", { failures: 2 }));
    answers = [503];
    const looks = await Promise.all([weur().runNow("site"), weur().runNow("site")]);
    expect(looks[0]).toEqual(looks[1]);
    expect(asked).toHaveLength(2);
    expect(await streak()).toMatchObject({ state: "unknown", failures: 1 });
  });

  it("is told which probe is unknown here", async ({ expect }) => {
    configure(probe("site"), probe("elsewhere", { regions: ["enam", "weur"] }));
    expect(await weur().runNow("elsewhere")).toMatchObject({ ok: false, error: { kind: "unknown_probe" } });
    expect(await weur().debug("no-such")).toMatchObject({
      ok: false,
      error: { message: 'Cannot run probe "no-such": no such probe' },
    });
    expect(await weur().confirm("no-such")).toMatchObject({ state: "unknown" });
    expect(await weur().confirm("elsewhere")).toMatchObject({ state: "up", region: "weur" });
  });
});

describe("debug", () => {
  it("answers with the steps of one run that counts for nothing, without secrets", async ({ expect }) => {
    vi.spyOn(running, "runProbe").mockImplementation(async (probe, region, world) => {
      world.step("Bearer hunter2-hunter2");
      world.step("x".repeat(MAX_DEBUG_STEP_CHARS + 1));
      for (let step = 0; step < MAX_DEBUG_STEPS; step += 1) world.step("again");
      return {
        probe: probe.name,
        region,
        state: "down",
        reason: "Bearer hunter2-hunter2",
        startedAt: 0,
        durationMs: 0,
      };
    });
    const debugged = await weur().debug("site");
    if (!debugged.ok) throw new Error(debugged.error.message);
    const { steps, result } = debugged.value;
    expect(JSON.stringify(debugged)).not.toContain("hunter2");
    expect(result).toMatchObject({ state: "down", region: "weur" });
    expect(steps).toHaveLength(MAX_DEBUG_STEPS);
    expect(steps[1]?.text).toHaveLength(MAX_DEBUG_STEP_CHARS);
    expect(heard).toEqual([]);
  });
});

describe("a run", () => {
  it("that ignores its timeout is given up, as our own failure", async ({ expect }) => {
    configure(probe("site", { timeoutMs: 10 }));
    vi.spyOn(running, "runProbe").mockReturnValue(new Promise(() => {}));
    const debugged = await weur().debug("site");
    expect(debugged).toMatchObject({
      ok: true,
      value: {
        result: {
          state: "unknown",
          reason: `cannot run: Error: the probe did not end within ${10 + RUN_SLACK_MS} ms`,
        },
      },
    });
  });

  it("that throws is our own failure", async ({ expect }) => {
    vi.spyOn(running, "runProbe").mockRejectedValue(new Error("bug"));
    expect(await weur().confirm("site")).toMatchObject({
      state: "unknown",
      reason: "cannot run: Error: bug",
    });
  });

  it("is waited for by others a little longer than it may take", ({ expect }) => {
    expect([RUN_SLACK_MS, CONFIRM_SLACK_MS, REPORT_TIMEOUT_MS]).toEqual([1_000, 5_000, 10_000]);
  });
});

describe("metrics", () => {
  it("have the names and units that people know", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    const labels = '{probe="site",region="weur"}';
    expect(await metric(`probe_success${labels}`)).toBe("1");
    expect(await metric(`probe_http_status_code${labels}`)).toBe("200");
    expect(Number(await metric(`probe_duration_seconds${labels}`))).toBeLessThan(1);
    expect(await weur().metrics()).toContain("# TYPE probe_success gauge");
  });

  it("outlive a nap", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    await evictDurableObject(weur());
    expect(await metric('probe_success{probe="site",region="weur"}')).toBe("1");
    expect(await metric('probe_http_status_code{probe="site",region="weur"}')).toBe("200");
  });

  it("leave out a probe that is gone", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    configure(probe("other"));
    await evictDurableObject(weur());
    expect(await weur().metrics()).not.toContain('"site"');
    const rows = await runInDurableObject(weur(), (_, state) =>
      state.storage.sql.exec("SELECT * FROM probes").toArray(),
    );
    expect(rows).toEqual([]);
  });
});

describe("a lost alarm", () => {
  it("is stood in for by cron, counted and set anew", async ({ expect }) => {
    await start();
    await expect.poll(() => asked.length).toBe(1);
    at(MINUTE_MS + 20_000);
    expect(await weur().lateMs()).toBe(20_000);
    await weur().tick();
    await expect.poll(() => asked.length).toBe(2);
    expect(await alarmAt()).toBe(T0 + 2 * MINUTE_MS);
    expect(await metric("farwatch_probe_late_alarms_total")).toBe("1");
    await evictDurableObject(weur());
    expect(await metric("farwatch_probe_late_alarms_total")).toBe("1");
    expect(await weur().lateMs()).toBe(0);
  });

  it("that is a little late is left to itself", async ({ expect }) => {
    await start();
    await expect.poll(() => asked.length).toBe(1);
    at(MINUTE_MS + 9_000);
    await weur().tick();
    expect(asked).toHaveLength(1);
  });

  it("that was deleted is set anew, awake or asleep", async ({ expect }) => {
    await start();
    await expect.poll(told).toEqual(["site up"]);
    for (const late of ["1", "2"]) {
      await runInDurableObject(weur(), (_, state) => state.storage.deleteAlarm());
      if (late === "2") await evictDurableObject(weur());
      await weur().tick();
      expect(await alarmAt()).toBe(T0 + MINUTE_MS);
      expect(await metric("farwatch_probe_late_alarms_total")).toBe(late);
    }
  });

  it("does not end the watch: cron alone goes on", async ({ expect }) => {
    configure(probe("a"), probe("b"), probe("c"));
    await weur().tick();
    for (let minute = 1; minute <= 10; minute += 1) {
      at(minute * MINUTE_MS);
      await weur().tick();
      if (minute % 3 === 0) await evictDurableObject(weur());
      await expect.poll(() => asked.length).toBe(3 * minute);
    }
  });

  it("nor does a lost cron: alarms alone go on", async ({ expect }) => {
    await start();
    for (let run = 2; run <= 10; run += 1) {
      await expect.poll(() => asked.length).toBe(run - 1);
      if (run % 3 === 0) await evictDurableObject(weur());
      vi.setSystemTime((await alarmAt()) ?? 0);
      await runDurableObjectAlarm(weur());
    }
    await expect.poll(() => asked.length).toBe(10);
    expect(await alarmAt()).toBe(T0 + 10 * MINUTE_MS);
  });
});

describe("many probes due at once", () => {
  it("start within one invocation's budget, and the rest in the next", async ({ expect }) => {
    configure(...Array.from({ length: 20 }, (_, index) => probe(`p${index}`)));
    await weur().tick();
    at(2 * MINUTE_MS);
    expect(await weur().tick()).toBe(true);
    await expect.poll(() => asked.length).toBe(8);
    expect(await weur().tick()).toBe(true);
    await expect.poll(() => asked.length).toBe(16);
    expect(await weur().tick()).toBe(false);
    await expect.poll(() => asked.length).toBe(20);
  });

  it("hang six at a time", async ({ expect }) => {
    answers = ["hang"];
    configure(...Array.from({ length: 8 }, (_, index) => probe(`p${index}`, { timeoutMs: 300 })));
    await weur().tick();
    at(2 * MINUTE_MS);
    await weur().tick();
    await expect.poll(() => asked.length).toBe(6);
    await expect.poll(() => asked.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(8);
  });
});
