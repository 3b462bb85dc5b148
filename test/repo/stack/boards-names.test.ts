import { describe, it } from "vitest";
import { textOf } from "../source.ts";
import { panels } from "./boards.ts";
import { emittedMetrics, lists } from "./emitted.ts";
import { filledIn } from "./expression.ts";
import { logLabelFaults } from "./logql-labels.ts";
import { readLabels } from "./promql-labels.ts";
import { rulesIn } from "./rules.ts";
import { knownMetric } from "./vocabulary.ts";

const rules = rulesIn("compose/prometheus/rules");
const asked = panels.map((one) => ({
  ...one,
  name: `${one.board}: ${one.title}`,
  queries: one.queries.filter(({ language }) => language === "promql"),
}));

it("every rule asks for what is there", ({ expect }) => {
  expect(rules.flatMap(({ expr }) => readLabels(expr, knownMetric).faults)).toEqual([]);
});

describe.for(asked.filter(({ queries }) => queries.length > 0))("$name", ({ queries }) => {
  it("asks for metrics and labels that a component emits, or a rule records", ({ expect }) => {
    expect(queries.flatMap(({ text }) => readLabels(filledIn(text), knownMetric).faults)).toEqual([]);
  });

  it("names its series by labels that they have", ({ expect }) => {
    const faults = queries.flatMap(({ text, legend }) => {
      const { labels } = readLabels(filledIn(text), knownMetric);
      return [...legend.matchAll(/\{\{(\w+)\}\}/g)].flatMap(([, name = ""]) =>
        labels.has(name) ? [] : [name],
      );
    });
    expect(faults).toEqual([]);
  });
});

describe("labels of logs", () => {
  const ofLogs = panels.flatMap(({ board, title, queries }) =>
    queries
      .filter(({ language }) => language === "logql")
      .map(({ text }) => ({ name: `${board}: ${title}`, text })),
  );

  it.for(ofLogs)("$name names those that there are", ({ text }, { expect }) => {
    expect(logLabelFaults(filledIn(text))).toEqual([]);
  });

  const cases = [
    ["{host=`a`, service_name=`b`} | detected_level=`error`", []],
    ["sum by (src) (count_over_time({host=`a`} | regexp `SRC=(?P<src>\\S+)` [5m]))", []],
    ["{job=`a`}", ["job"]],
    ["{detected_level=`error`}", ["detected_level"]],
    ["sum by (src) (count_over_time({host=`a`} [5m]))", ["src"]],
  ] as const;

  it.for(cases)("of %s, %j are not there", ([text, names], { expect }) => {
    expect(logLabelFaults(text).map((fault) => /"(\w+)"/.exec(fault)?.[1])).toEqual(names);
  });
});

describe("lists of metrics", () => {
  const pinned = [...textOf("compose/versions.env").matchAll(/^(\w+)_IMAGE=[^:\s]+:v?([\d.]+)/gm)].map(
    ([, name = "", version = ""]) => [name.toLowerCase(), version] as const,
  );

  it.for(lists)(
    "$path says of which version it is, and where it comes from",
    ({ path, source }, { expect }) => {
      expect(source).toMatch(/^[\w ]+( [\d.]+)?: .{10,}/);
      const version = pinned.find(([name]) => name === path.replace(".yaml", ""))?.[1];
      // Docker is the host's own, and Farwatch is this repository.
      if (version !== undefined) expect(source).toContain(` ${version}: `);
    },
  );

  it("name components by their image", ({ expect }) => {
    const images = pinned.map(([name]) => name);
    const others = lists
      .map(({ path }) => path.replace(".yaml", ""))
      .filter((name) => !images.includes(name));
    expect(others).toEqual(["docker", "farwatch"]);
  });

  it("hold nothing that no board and no rule asks for", ({ expect }) => {
    const texts = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ queries }) => queries.map(({ text }) => text)),
    ];
    const used = new Set(texts.flatMap((text) => [...readLabels(filledIn(text), knownMetric).metrics]));
    const unused = lists.flatMap(({ metrics }) =>
      Object.keys(metrics).filter(
        (name) => !["", "_bucket", "_sum", "_count"].some((end) => used.has(name + end)),
      ),
    );
    expect(unused).toEqual([]);
  });
});

describe("readLabels", () => {
  const cases = [
    ["node_load1", "host instance job"],
    ["sum by (host) (node_load1)", "host"],
    ["sum without (cpu) (node_cpu_seconds_total)", "host instance job mode"],
    ["sum(node_load1)", ""],
    ["topk(3, node_cpu_seconds_total)", "cpu host instance job mode"],
    ["node_load1 / on (host) sum by (host) (node_load5)", "host"],
    ["node_load1 and on (host) node_load5", "host instance job"],
    ["time() - node_boot_time_seconds", "host instance job"],
    ['label_replace(sum by (host) (node_load1), "a", "$1", "host", "(.+)")', "a host"],
    [
      "sum by (host, uuid) (nvidia_smi_temperature_gpu) * on (uuid) group_left (name) nvidia_smi_gpu_info",
      "host name uuid",
    ],
    ["vector(1)", ""],
    ["instance:node_cpu_utilisation:ratio", "host instance"],
  ] as const;

  it.for(cases)("%s has %s", ([text, labels], { expect }) => {
    const reading = readLabels(text, knownMetric);
    expect([...reading.labels].sort().join(" ")).toBe(labels);
    expect(reading.faults).toEqual([]);
  });

  const faults = [
    ["node_lood1", 'No component emits "node_lood1"'],
    ['node_load1{cpu="0"}', '"node_load1" has no label "cpu"'],
    ["sum by (cpu) (node_load1)", 'has no label "cpu"'],
    ["node_load1 / on (cpu) node_cpu_seconds_total", '"node_load1" has no label "cpu"'],
    ["node_load1 * on (host) group_left (name) node_load5", '"node_load5" has no label "name"'],
    ["rate(node_load1[5m])", "rate() is not for a gauge"],
    ["predict_linear(node_cpu_seconds_total[1h], 60)", "predict_linear() is not for a counter"],
    [
      "histogram_quantile(0.9, sum by (host) (traces_span_metrics_duration_seconds_bucket))",
      'has no label "le"',
    ],
  ] as const;

  it.for(faults)("finds fault with %s", ([text, fault], { expect }) => {
    expect(readLabels(text, knownMetric).faults.join()).toContain(fault);
  });

  it("knows the edge's own metrics, and each series of a histogram", ({ expect }) => {
    expect(emittedMetrics.get("farwatch_delivery_seconds_bucket")?.labels).toContain("le");
    expect(emittedMetrics.get("farwatch_delivery_seconds")).toBeUndefined();
    expect(knownMetric("ALERTS")?.labels).toContain("mountpoint");
  });
});
