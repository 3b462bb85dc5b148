import { describe, it } from "vitest";
import type { Counter, Gauge, Histogram } from "../../../src/telemetry/metric.ts";
import { MAX_SERIES_PER_METRIC, OVERFLOW_LABEL_VALUE, Registry } from "../../../src/telemetry/metrics.ts";

const plain: Counter<never> = { type: "counter", name: "t_total", help: "Plain.", labels: [] };
const labelled: Counter<"a" | "b"> = { type: "counter", name: "l_total", help: "Two.", labels: ["a", "b"] };
const gauge: Gauge<"s"> = { type: "gauge", name: "g", help: "Gauge.", labels: ["s"] };
const seconds: Histogram<never> = {
  type: "histogram",
  name: "h_seconds",
  help: "Hist.",
  labels: [],
  buckets: [0.1, 1],
};
const byKind: Histogram<"kind"> = {
  type: "histogram",
  name: "k",
  help: "K.",
  labels: ["kind"],
  buckets: [1],
};

describe("Registry", () => {
  it("shows a known counter without labels at 0, and nothing of what has no series", ({ expect }) => {
    const registry = new Registry([plain, labelled, gauge]);
    expect(registry.render()).toBe("# HELP t_total Plain.\n# TYPE t_total counter\nt_total 0\n");
  });

  it("adds up by label values, in the order of the definition", ({ expect }) => {
    const registry = new Registry([]);
    registry.inc(labelled, { b: "2", a: "1" });
    registry.inc(labelled, { a: "1", b: "2" }, 2.5);
    registry.inc(labelled, { a: "1", b: "3" });
    expect(samples(registry)).toEqual(['l_total{a="1",b="2"} 3.5', 'l_total{a="1",b="3"} 1']);
  });

  it("keeps values apart that would look alike when joined", ({ expect }) => {
    const registry = new Registry([]);
    registry.inc(labelled, { a: "x,y", b: "" });
    registry.inc(labelled, { a: "x", b: "y," });
    expect(samples(registry)).toHaveLength(2);
  });

  it("sets a gauge, and forgets it when cleared", ({ expect }) => {
    const registry = new Registry([]);
    registry.set(gauge, { s: "firing" }, 3);
    registry.set(gauge, { s: "firing" }, -1);
    expect(samples(registry)).toEqual(['g{s="firing"} -1']);
    registry.clear(gauge);
    expect(registry.render()).toBe("");
  });

  it("counts an observation in every bucket that it fits, bounds included", ({ expect }) => {
    const registry = new Registry([seconds]);
    for (const value of [0.05, 0.1, 0.5, 7]) registry.observe(seconds, {}, value);
    expect(samples(registry)).toEqual([
      'h_seconds_bucket{le="0.1"} 2',
      'h_seconds_bucket{le="1"} 3',
      'h_seconds_bucket{le="+Inf"} 4',
      "h_seconds_sum 7.65",
      "h_seconds_count 4",
    ]);
  });

  it("puts le behind a histogram's own labels", ({ expect }) => {
    const registry = new Registry([]);
    registry.observe(byKind, { kind: "slack" }, 2);
    expect(samples(registry)[0]).toBe('k_bucket{kind="slack",le="1"} 0');
    expect(samples(registry).at(-1)).toBe('k_count{kind="slack"} 1');
  });

  it("escapes label values and help", ({ expect }) => {
    const registry = new Registry([]);
    registry.set({ ...gauge, help: 'a\\b\nc "d"' }, { s: 'q"\\\n' }, 1);
    expect(registry.render()).toBe('# HELP g a\\\\b\\nc "d"\n# TYPE g gauge\ng{s="q\\"\\\\\\n"} 1\n');
  });

  it.for([
    { value: Number.POSITIVE_INFINITY, want: "+Inf" },
    { value: Number.NEGATIVE_INFINITY, want: "-Inf" },
    { value: Number.NaN, want: "NaN" },
    { value: 1e21, want: "1e+21" },
  ])("writes $value as $want", ({ value, want }, { expect }) => {
    const registry = new Registry([]);
    registry.set(gauge, { s: "x" }, value);
    expect(samples(registry)).toEqual([`g{s="x"} ${want}`]);
  });

  it("folds what exceeds MAX_SERIES_PER_METRIC into one series and loses no count", ({ expect }) => {
    const registry = new Registry([]);
    const senders = Array.from({ length: MAX_SERIES_PER_METRIC + 50 }, (_, index) => `s${index}`);
    for (const a of senders) registry.inc(labelled, { a, b: "x" });
    const lines = samples(registry);
    expect(lines).toHaveLength(MAX_SERIES_PER_METRIC + 1);
    expect(lines.at(-1)).toBe(`l_total{a="${OVERFLOW_LABEL_VALUE}",b="${OVERFLOW_LABEL_VALUE}"} 50`);
    registry.inc(labelled, { a: "s0", b: "x" });
    expect(samples(registry)[0]).toBe('l_total{a="s0",b="x"} 2');
  });
});

function samples(registry: Registry): string[] {
  return registry
    .render()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}
