import { describe, it } from "vitest";
import { seriesOfDay } from "../../../../compose/grafana/pictures/day/day.ts";
import { shareBelow } from "../../../../compose/grafana/pictures/day/histogram.ts";
import { linesOfDay } from "../../../../compose/grafana/pictures/day/lines.ts";
import {
  type AtMinute,
  minutesOf,
  type Series,
  samplesOf,
} from "../../../../compose/grafana/pictures/day/series.ts";
import { jitter, noise } from "../../../../compose/grafana/pictures/day/shape.ts";
import { selectorsIn } from "../../../../src/cli/stack/selectors.ts";
import { panels } from "../boards.ts";
import { emittedMetrics } from "../emitted.ts";
import { filledIn } from "../expression.ts";
import { rulesIn } from "../rules.ts";

const day = seriesOfDay();

/** What a Prometheus has that does not know these very hosts, or not this very day. */
const NOT_ON_SUCH_A_DAY = [
  // No processor here has a zone, and no disk speaks SCSI.
  "node_thermal_zone_temp",
  "smartctl_device_attribute",
  "smartctl_scsi_grown_defect_list",
];

describe("the day of the pictures", () => {
  it("has only what a component emits, with its labels", ({ expect }) => {
    const faults = day.flatMap(({ name, labels }) => {
      const emitted = emittedMetrics.get(name);
      if (emitted === undefined) return [name];
      return Object.keys(labels)
        .filter((label) => !emitted.labels.has(label))
        .map((label) => `${name}{${label}}`);
    });
    expect([...new Set(faults)]).toEqual([]);
  });

  it("has each series once", ({ expect }) => {
    const keys = day.map(({ name, labels }) => name + JSON.stringify(Object.entries(labels).toSorted()));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("has whatever a board asks Prometheus for", ({ expect }) => {
    const recorded = rulesIn("compose/prometheus/rules").flatMap(({ record }) => record ?? []);
    const known = new Set([...day.map(({ name }) => name), ...recorded, "ALERTS", ...NOT_ON_SUCH_A_DAY]);
    const queries = panels.flatMap(({ queries }) => queries.filter(({ language }) => language === "promql"));
    const asked = queries.flatMap(({ text }) =>
      selectorsIn(filledIn(text)).flatMap(({ metric }) => metric ?? []),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect([...new Set(asked.filter((metric) => !known.has(metric)))]).toEqual([]);
  });

  it("has no line twice, and each after the one before", ({ expect }) => {
    const lines = linesOfDay();
    const keys = lines.map(({ at, text, labels }) => `${at} ${JSON.stringify(labels)} ${text}`);
    expect(new Set(keys).size).toBe(lines.length);
    expect(lines.every(({ at }, index) => at >= (lines[index - 1]?.at ?? 0))).toBe(true);
  });
});

describe("samples", () => {
  const series = (at: AtMinute, restarts?: readonly number[]): Series => ({
    name: "m",
    labels: {},
    at,
    since: "day",
    ...(restarts === undefined ? {} : { restarts }),
  });
  const valueAt = (one: Series, minute: number) => samplesOf(one).find(([at]) => at === minute)?.[1];

  it("of a gauge are what it says", ({ expect }) => {
    expect(
      valueAt(
        series((minute) => 2 * minute),
        30,
      ),
    ).toBe(60);
  });

  it("of a counter add up, from 0 again when it restarts", ({ expect }) => {
    const counter = series(() => 3, [600]);
    // The day's rates begin two hours before it.
    expect(valueAt(counter, 0)).toBe(360);
    expect(valueAt(counter, 599)).toBe(360 + 3 * 599);
    expect(valueAt(counter, 600)).toBe(3);
    expect(valueAt(counter, 601)).toBe(6);
  });

  it("are missing while nothing answers", ({ expect }) => {
    const gone = series((minute) => (minute >= 10 && minute < 12 ? undefined : 1));
    expect([9, 10, 11, 12].map((minute) => valueAt(gone, minute))).toEqual([1, undefined, undefined, 1]);
  });

  it("reach back as far as is asked of them", ({ expect }) => {
    const firsts = (["day", "week", "fortnight"] as const).map((since) => minutesOf({ since })[0]);
    expect(firsts).toEqual([-120, -6 * 1440, -13 * 1440]);
    expect(minutesOf({ since: "day" }).slice(58, 63)).toEqual([-4, -2, 0, 1, 2]);
  });
});

it("chance is the same at each run, and within its bounds", ({ expect }) => {
  const minutes = Array.from({ length: 2_000 }, (_, minute) => minute);
  const all = minutes.map((minute) => noise("a", minute));
  expect(all).toEqual(minutes.map((minute) => noise("a", minute)));
  expect(all).not.toEqual(minutes.map((minute) => noise("b", minute)));
  expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(Math.abs(all.reduce((sum, one) => sum + one, 0) / all.length)).toBeLessThan(0.05);
  const factors = minutes.map((minute) => jitter("c", minute, 0.2));
  expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.8);
  expect(Math.max(...factors)).toBeLessThanOrEqual(1.2);
});

it("half of what a histogram holds is below its median, and more below each higher bound", ({ expect }) => {
  const spread = { median: 0.05, spread: 2 };
  expect(shareBelow(0.05, spread)).toBeCloseTo(0.5);
  const shares = [0.01, 0.05, 0.1, 1].map((bound) => shareBelow(bound, spread));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shareBelow(0.1, spread)).toBeCloseTo(0.84, 1);
});
