import { describe, expect, test } from "vitest";
import { DAY_MS, Meter } from "../../../bench/day-clock.ts";
import { countDay, exampleConfig, FREE_PLAN, SHIPPED_DAY, total } from "../../../bench/watch-day.ts";

const config = exampleConfig();
const day = countDay(config, SHIPPED_DAY);
const { router, "prober weur": prober } = day.objects;

function withoutProbes() {
  return { ...config, edge: { ...config.edge, probes: [] } };
}

describe("a day of the shipped configuration", () => {
  test("runs four probes a minute, each minute", () => {
    expect(day.runs).toBe(4 * 1440);
  });

  test("asks the Worker for the Watchdog, a daily ping, cron and the scrape", () => {
    expect(day.workerRequests).toBe(DAY_MS / 15_000 + 1 + 1440 + 1440);
  });

  test("is counted in the router and in the one region that runs probes", () => {
    expect(Object.keys(day.objects)).toEqual(["router", "prober weur"]);
  });

  test("rings the prober once for each start: four probes spread over a minute share no slot", () => {
    expect(prober?.alarms).toBeGreaterThanOrEqual(5760);
    expect(prober?.requests).toBe(5760 + 1440 + 1440);
  });

  test("writes at most two rows for a ping, the alarm's among them", () => {
    const { rows } = total(countDay(withoutProbes(), SHIPPED_DAY));
    expect(rows).toBeGreaterThanOrEqual(DAY_MS / 15_000);
    expect(rows).toBeLessThan(2 * (DAY_MS / 15_000) + 50);
  });

  test("writes no row for a run that found what was known", () => {
    const ofRuns = (prober?.rows ?? 0) - (prober?.alarms ?? 0);
    const keepAlives = 288;
    expect(ofRuns).toBeGreaterThanOrEqual(keepAlives);
    expect(ofRuns).toBeLessThan(keepAlives + 20);
  });

  test("keeps the prober awake for its runs, and the router for less", () => {
    expect(prober?.awakeSeconds).toBeGreaterThan(5760 * 0.5);
    expect(prober?.awakeSeconds).toBeLessThan(5760 * 0.5 + (1440 + 1440 + 288) * 0.05 + 1);
    expect(router?.awakeSeconds).toBeLessThan(((router?.requests ?? 0) * SHIPPED_DAY.eventMs) / 1_000 + 1);
  });

  test("stays under a quarter of each limit of the free plan", () => {
    const { rows, requests, gbSeconds } = total(day);
    expect(rows).toBeLessThan(FREE_PLAN.rows / 4);
    expect(requests).toBeLessThan(FREE_PLAN.objectRequests / 4);
    expect(day.workerRequests).toBeLessThan(FREE_PLAN.workerRequests / 4);
    expect(gbSeconds).toBeLessThan(FREE_PLAN.gbSeconds / 4);
  });

  test("costs more awake time when targets are slow, and no more rows", () => {
    const slow = countDay(config, { ...SHIPPED_DAY, runMs: 4_000 });
    expect(total(slow).gbSeconds).toBeGreaterThan(5 * total(day).gbSeconds);
    expect(Math.abs(total(slow).rows - total(day).rows)).toBeLessThan(20);
  });

  test("that goes wrong is refused, not counted", () => {
    const silent = { ...SHIPPED_DAY, watchdogEveryMs: 120_000 };
    expect(() => countDay(withoutProbes(), silent)).toThrow("something went wrong in it");
  });
});

describe("awake time", () => {
  test.each([
    ["one request", [0], 50],
    ["two apart", [0, 100], 100],
    ["two that overlap", [0, 30], 80],
    ["two at once", [0, 0], 50],
  ])("of %s is the union of both", (_, moments, awakeMs) => {
    const meter = new Meter(50);
    for (const at of moments) meter.request(1_000 + at);
    expect(meter.awakeMs).toBe(awakeMs);
    expect(meter.requests).toBe(moments.length);
  });

  test("counts once where a run outlasts what comes meanwhile", () => {
    const meter = new Meter(50);
    meter.awake(1_000, 500);
    meter.request(1_100);
    expect(meter.awakeMs).toBe(500);
  });

  test("is billed at 128 MB, and an alarm is a row", () => {
    const meter = new Meter(1_000);
    meter.request(0);
    meter.alarms += 1;
    expect(meter.count(2)).toEqual({ rows: 3, alarms: 1, requests: 1, awakeSeconds: 1, gbSeconds: 0.128 });
  });
});
