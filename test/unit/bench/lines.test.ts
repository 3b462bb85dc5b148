import { describe, expect, it } from "vitest";
import { type Line, linesOf, verdictOf } from "../../../bench/lines.ts";
import type { Measured } from "../../../bench/measured.ts";
import { FAST, MEASURED, PEER, ROUND } from "./figures.ts";

function line(what: string, measured: Measured = MEASURED): Line {
  const found = linesOf(measured).find((one) => one.what.startsWith(what));
  if (found === undefined) throw new Error(`no line ${what}`);
  return found;
}

function withFigures(figures: Partial<typeof FAST>): Measured {
  return { ...MEASURED, rounds: [{ ...ROUND, farwatch: { ...FAST, ...figures } }] };
}

describe("verdictOf", () => {
  const base = { what: "x", farwatch: 10 };
  it.each([
    ["no goal", base, ""],
    ["a figure at its most", { ...base, goal: { of: "figure", most: 10 } }, "ok"],
    ["a figure over its most", { ...base, goal: { of: "figure", most: 9.99 } }, "short"],
    ["a figure at its least", { ...base, goal: { of: "figure", least: 10 } }, "ok"],
    ["a figure under its least", { ...base, goal: { of: "figure", least: 10.01 } }, "short"],
    ["a ratio at its least", { ...base, ratio: 0.25, goal: { of: "ratio", least: 0.25 } }, "ok"],
    ["a ratio under its least", { ...base, ratio: 0.249, goal: { of: "ratio", least: 0.25 } }, "short"],
    ["a ratio over its most", { ...base, ratio: 1.51, goal: { of: "ratio", most: 1.5 } }, "short"],
    ["a ratio to nobody", { ...base, goal: { of: "ratio", most: 1.5 } }, "unknown"],
    ["not a number", { ...base, ratio: Number.NaN, goal: { of: "ratio", most: 1.5 } }, "short"],
  ] as const)("%s", (_, given, want) => {
    expect(verdictOf(given)).toBe(want);
  });
});

describe("each goal", () => {
  it("is met by figures that meet it", () => {
    const verdicts = linesOf(MEASURED).map(verdictOf);
    expect(verdicts.filter((verdict) => verdict === "ok")).toHaveLength(11);
    expect(verdicts).not.toContain("short");
  });

  it.each([
    ["one alert in a request", withFigures({ singlesPerSecond: 3_999 })],
    ["64 alerts in a request", withFigures({ alertsPerSecond: 69_999 })],
    ["post to delivery when idle, p99", withFigures({ idleP99Ms: 10.01 })],
    ["10,000 new alerts", withFigures({ stormSeconds: 2.5 })],
    ["cost of a request", withFigures({ fewSinglesPerSecond: 6_100 })],
    ["the same with 1,000 silences", withFigures({ silencedSinglesPerSecond: 2_900 })],
    ["the same with 1,000 silences, of a new alert", withFigures({ silencedNewPerSecond: 599 })],
    ["JS heap", { ...MEASURED, heapMiB: 65 }],
    [
      "rows written: a new alert",
      { ...MEASURED, work: { ...MEASURED.work, told: { rows: 7, alarms: 1, awakeMs: 1 } } },
    ],
    [
      "rows written: the same again",
      { ...MEASURED, work: { ...MEASURED.work, again: { rows: 0, alarms: 1, awakeMs: 1 } } },
    ],
    ["bundle", { ...MEASURED, bundleKiB: 300.1 }],
  ])("%s, falls short alone", (what, measured) => {
    const short = linesOf(measured).filter((one) => verdictOf(one) === "short");
    expect(short.map((one) => one.what.slice(0, what.length))).toEqual([what]);
  });
});

describe("without an Alertmanager", () => {
  const { alertmanager: _, ...alone } = ROUND;
  const measured = { ...MEASURED, rounds: [alone] };

  it("what stands beside it is unknown, and the rest is judged", () => {
    expect(verdictOf(line("64 alerts", measured))).toBe("unknown");
    expect(verdictOf(line("10,000 new alerts", measured))).toBe("unknown");
    expect(verdictOf(line("one alert", measured))).toBe("ok");
    expect(verdictOf(line("post to delivery when idle, p99", measured))).toBe("ok");
  });
});

it("the ratio of single posts is that to hello, of the others that to Alertmanager", () => {
  expect(line("one alert").ratio).toBe(4_000 / 16_000);
  expect(line("64 alerts").ratio).toBe(80_000 / 70_000);
  expect(line("10,000 new alerts").ratio).toBe(2 / 1.6);
});

it("what the disk takes stands below the latency that waits for it, without a goal", () => {
  const all = linesOf(MEASURED);
  const latency = all.findIndex(({ what }) => what.startsWith("post to delivery when idle, p99"));
  expect(all[latency + 1]).toMatchObject({ what: expect.stringContaining("fsync"), farwatch: 4 });
  expect(line("a write and fsync")).not.toHaveProperty("goal");
});

it("an alarm is a row", () => {
  expect(line("rows written: a new alert, told").farwatch).toBe(7);
});

describe("of several rounds", () => {
  const rounds = [
    {
      farwatch: { ...FAST, helloPerSecond: 10_000, stormSeconds: 9 },
      alertmanager: { ...PEER, stormSeconds: 3 },
    },
    {
      farwatch: { ...FAST, helloPerSecond: 20_000, stormSeconds: 2 },
      alertmanager: { ...PEER, stormSeconds: 2 },
    },
    {
      farwatch: { ...FAST, helloPerSecond: 30_000, stormSeconds: 6 },
      alertmanager: { ...PEER, stormSeconds: 1 },
    },
  ];
  const measured = { ...MEASURED, rounds };

  it("each figure is the median by itself", () => {
    expect(line("10,000 new alerts", measured)).toMatchObject({ farwatch: 6, alertmanager: 2 });
    expect(line("one alert", measured).hello).toBe(20_000);
  });

  it("a ratio is the median of the rounds' ratios, not that of the medians", () => {
    expect(line("10,000 new alerts", measured).ratio).toBe(3);
    expect(line("one alert", measured).ratio).toBe(FAST.singlesPerSecond / 20_000);
  });
});
