import { describe, expect, it } from "vitest";
import { costLines, costTable, FREE_CPU_MS } from "../../../bench/cost.ts";
import { DAY_MS, HOUR } from "../../../bench/day-clock.ts";
import { countLabDay, LAB_DAY } from "../../../bench/lab-day.ts";
import { countDay, exampleConfig, FREE_PLAN, SHIPPED_DAY, total } from "../../../bench/watch-day.ts";
import { MEASURED } from "./figures.ts";

const { cpu } = MEASURED;
const day = countLabDay();
const quiet = countDay(exampleConfig(), SHIPPED_DAY);

describe("a day of a three-host lab", () => {
  it("has twenty alerts, each over before the day is", () => {
    const { alerts = [] } = LAB_DAY;
    expect(alerts).toHaveLength(20);
    for (const { at, firesMs } of alerts) expect(at + firesMs).toBeLessThan(DAY_MS);
    expect(new Set(alerts.map(({ labels }) => labels["instance"])).size).toBe(3);
  });

  it("posts each that it fires, an hour later again, and that it is over", () => {
    expect(day.requestsOf).toEqual({ ...quiet.requestsOf, alert: 20 * 3 });
    expect(LAB_DAY.repeatEveryMs).toBe(HOUR);
  });

  it("tells each start and each end to all who shall hear it", () => {
    const ways = (...names: string[]) =>
      exampleConfig()
        .receivers.filter(({ name }) => names.includes(name))
        .flatMap(({ integrations }) => integrations).length;
    expect(day.sent).toBe(2 * (5 * ways("pager", "chat") + 15 * ways("mail", "chat")));
    expect(quiet.sent).toBe(0);
  });

  it("writes rows for its notifications, and stays under a quarter of each limit of the free plan", () => {
    const rows = total(day).rows - total(quiet).rows;
    expect(rows).toBeGreaterThan(20 * 6 * 2);
    expect(rows).toBeLessThan(1_000);
    for (const { counted, free } of costLines(day, cpu)) expect(counted).toBeLessThan((free ?? Infinity) / 4);
  });
});

describe("costLines", () => {
  const line = (what: string) => costLines(day, cpu).find((one) => one.what === what);

  it("holds each figure against the plan's limit", () => {
    expect(line("rows written a day")).toMatchObject({ counted: total(day).rows, free: FREE_PLAN.rows });
    expect(line("Worker requests a day")).toMatchObject({ free: FREE_PLAN.workerRequests });
    expect(line("CPU ms of the dearest event")).toEqual({
      what: "CPU ms of the dearest event",
      counted: 1.2,
      free: FREE_CPU_MS,
    });
  });

  it("adds up the CPU of all events", () => {
    const { watchdog, ping, cron, scrape, alert } = day.requestsOf;
    const want =
      (watchdog + ping) * 0.5 + cron * 0.3 + scrape * 0.5 + alert * 0.4 + day.sent * 0.8 + day.runs * 0.2;
    expect(line("CPU ms a day")?.counted).toBeCloseTo(want, 6);
  });

  it("reads as a table with each share", () => {
    const text = costTable([
      { what: "rows", counted: 18_511, free: 100_000 },
      { what: "CPU ms a day", counted: 8_017 },
    ]);
    expect(text.split("\n").slice(2)).toEqual([
      "| rows             |  18,511 |   100,000 | 18.5 % |",
      "| CPU ms a day     |   8,017 |           |        |",
    ]);
  });
});
