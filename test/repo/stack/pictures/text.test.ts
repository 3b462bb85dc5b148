import { describe, it } from "vitest";
import { scaleOf } from "../../../../compose/grafana/pictures/scale.ts";
import { formatValue } from "../../../../compose/grafana/pictures/units.ts";
import {
  legendOf,
  valuesOfBoard,
  valuesOfRange,
  withValues,
} from "../../../../compose/grafana/pictures/variables.ts";
import { panels } from "../boards.ts";
import { at } from "../value.ts";

describe("formatValue", () => {
  const cases = [
    [0, "short", undefined, "0"],
    [19, "short", undefined, "19"],
    [1234, "short", undefined, "1.23 K"],
    [27_661, "short", undefined, "27.7 K"],
    [1.5e6, "short", undefined, "1.5 Mil"],
    [-1234, "short", undefined, "-1.23 K"],
    [0.000_87, "short", undefined, "0.00087"],
    [0.000_01, "percentunit", undefined, "0.001%"],
    [0.000_009_99, "percentunit", undefined, "0.001%"],
    [2.5e-9, "short", undefined, "2.5e-9"],
    [0.5, "short", 2, "0.50"],
    [0.1841, "percentunit", undefined, "18.4%"],
    [0.1841, "percentunit", 0, "18%"],
    [1, "percentunit", undefined, "100%"],
    [12.34, "percent", undefined, "12.3%"],
    [1024, "bytes", undefined, "1 KiB"],
    [1023, "bytes", undefined, "1023 B"],
    [24 * 2 ** 30, "bytes", undefined, "24 GiB"],
    [2_230_000, "decbytes", undefined, "2.23 MB"],
    [1500, "Bps", undefined, "1.5 kB/s"],
    [1536, "binBps", undefined, "1.5 KiB/s"],
    [2.625e9, "hertz", undefined, "2.63 GHz"],
    [418, "watt", undefined, "418 W"],
    [2.819, "reqps", undefined, "2.82 req/s"],
    [76, "celsius", undefined, "76 °C"],
    [0, "s", undefined, "0 s"],
    [0.0514, "s", undefined, "51.4 ms"],
    [59, "s", undefined, "59 s"],
    [60, "s", undefined, "1 mins"],
    [-0.076, "s", undefined, "-76 ms"],
    [529, "ms", undefined, "529 ms"],
    [1160, "ms", undefined, "1.16 s"],
    [21.3, "h", 1, "21.3 hours"],
    [28.04, "d", 1, "28.0 days"],
    [19 * 3_600 + 47 * 60, "dtdurations", 1, "19 hours, 47 minutes"],
    [86_400 + 3_600, "dtdurations", 0, "1 day"],
    [5, "dtdurations", 1, "5 seconds"],
    [Number.POSITIVE_INFINITY, "short", undefined, "∞"],
    [Number.NaN, "short", undefined, "NaN"],
  ] as const;

  it.for(cases)("%d in %s with %s decimals is %s", ([value, unit, decimals, want], { expect }) => {
    expect(formatValue(value, unit, decimals)).toBe(want);
  });

  it("knows every unit of the boards", ({ expect }) => {
    const units = panels.flatMap(({ panel }) => {
      const overrides = panel.fieldConfig?.overrides.flatMap(({ properties }) => properties) ?? [];
      const own = overrides.filter(({ id }) => id === "unit").map(({ value }) => value);
      return [panel.fieldConfig?.defaults.unit, ...own, at(at(panel.options, "yAxis"), "unit")];
    });
    const named = new Set(units.filter((unit) => typeof unit === "string"));
    expect(named.size).toBeGreaterThan(10);
    for (const unit of named) expect(formatValue(1, unit), unit).toMatch(/^1|^100/);
  });

  it("does not guess a unit", ({ expect }) => {
    expect(() => formatValue(1, "furlongs")).toThrow('Cannot format a value in "furlongs"');
  });
});

describe("scaleOf", () => {
  const cases = [
    { name: "goes by round numbers", values: [0, 9.3], options: { lines: 4 }, want: [0, 10, 2.5] },
    {
      name: "keeps ends that are given",
      values: [0.2, 0.3],
      options: { lines: 4, min: 0, max: 1 },
      want: [0, 1, 0.25],
    },
    {
      name: "counts bytes by powers of two",
      values: [0, 700 * 2 ** 30],
      options: { lines: 4, unit: "bytes" },
      want: [0, 768 * 2 ** 30, 256 * 2 ** 30],
    },
    {
      name: "counts seconds by minutes",
      values: [0, 420],
      options: { lines: 4, unit: "s" },
      want: [0, 480, 120],
    },
    {
      name: "has room for what is always the same",
      values: [5, 5],
      options: { lines: 4, min: 0 },
      want: [0, 6, 2],
    },
    {
      name: "has room for nothing at all",
      values: [0, 0],
      options: { lines: 4, min: 0 },
      want: [0, 0.5, 0.25],
    },
    { name: "goes below 0", values: [-0.1, 0.03], options: { lines: 4 }, want: [-0.1, 0.05, 0.05] },
  ];

  it.for(cases)("$name", ({ values, options, want: [min, max, interval] }, { expect }) => {
    expect(scaleOf(values, options)).toEqual({ min, max, interval });
  });
});

describe("variables", () => {
  const values = new Map([
    ["host", ".+"],
    ["__rate_interval", "240s"],
    ["search", ""],
  ]);
  const braced = (inner: string) => `\${${inner}}`;
  const cases = [
    ['up{host=~"$host"}', 'up{host=~".+"}'],
    [`up{host=~"${braced("host")}"}`, 'up{host=~".+"}'],
    [`up{host=~"${braced("host:regex")}"}`, 'up{host=~".+"}'],
    ['a{service=~"($host)@.+"}[$__rate_interval]', 'a{service=~"(.+)@.+"}[240s]'],
    ["{a=`b`} |~ `(?i)$search`", "{a=`b`} |~ `(?i)`"],
    ['label_replace(a, "b", "$1", "c", "(.+)$")', 'label_replace(a, "b", "$1", "c", "(.+)$")'],
  ] as const;

  it.for(cases)("%s is asked as %s", ([query, want], { expect }) => {
    expect(withValues(query, values)).toBe(want);
  });

  it("are all known, or it is said which is not", ({ expect }) => {
    expect(() => withValues("up[$span]", values)).toThrow('Cannot replace "$span" in "up[$span]"');
  });

  it("are as when a board is opened", ({ expect }) => {
    const chosen = valuesOfBoard([
      { name: "host", includeAll: true },
      { name: "level", includeAll: true, allValue: ".*" },
      { name: "search", includeAll: false },
    ]);
    expect([...chosen]).toEqual([
      ["host", ".+"],
      ["level", ".*"],
      ["search", ""],
    ]);
  });

  it("of a range are those of Grafana", ({ expect }) => {
    expect(valuesOfRange({ from: 0, to: 86_400, step: 120 })).toEqual(
      new Map([
        ["__rate_interval", "240s"],
        ["__interval", "120s"],
        ["__auto", "120s"],
        ["__range", "86400s"],
      ]),
    );
    expect(valuesOfRange({ from: 0, to: 604_800, step: 900 }).get("__rate_interval")).toBe("960s");
  });

  it("of a legend are labels", ({ expect }) => {
    expect(legendOf("{{host}} {{ mountpoint }} in 30 d", { host: "a", mountpoint: "/" })).toBe("a / in 30 d");
    expect(legendOf("{{host}} {{gone}}", { host: "a" })).toBe("a");
    expect(legendOf("", { __name__: "up", job: "b" })).toBe('up{job="b"}');
  });
});
