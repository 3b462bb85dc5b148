import { describe, expect, test } from "vitest";
import type { ProbeConfig } from "../../../src/config/config.ts";
import { BUILT_IN_MODULES } from "../../../src/config/modules.ts";
import {
  DEFAULT_FAILURES,
  DEFAULT_PROBE_INTERVAL_MS,
  DEFAULT_PROBE_TIMEOUT_MS,
  DEFAULT_REGIONS,
  MAX_PROBE_TIMEOUT_MS,
  MIN_PROBE_INTERVAL_MS,
  REGIONS,
} from "../../../src/config/probes.ts";
import { configOf, findings, loadWatch } from "./harness.ts";

const TARGET = 'target: "https://a.example"';

function yamlOf(fields: string): string {
  return `probes: [{name: a, module: http_2xx, ${TARGET}, ${fields}}]`;
}

function probesOf(yaml: string): readonly ProbeConfig[] {
  return configOf(loadWatch(yaml)).edge.probes;
}

test("every field is read", () => {
  const yaml = `heartbeats: [{name: h, interval: 1m, bastion: true}]
probes: [{name: box, role: box, module: tcp_connect, target: 'a.example:22', interval: 30s, timeout: 2s,
  regions: [eeur, wnam, oc], failures: 3, labels: {host: a}, mute_time_intervals: [nights], slo: 99.5%}]`;
  expect(probesOf(yaml)).toEqual([
    {
      name: "box",
      role: "box",
      module: { prober: "tcp", name: "tcp_connect", queryResponse: [] },
      target: "a.example:22",
      intervalMs: 30_000,
      timeoutMs: 2_000,
      regions: ["eeur", "wnam", "oc"],
      failures: 3,
      labels: { host: "a" },
      muteTimeIntervals: ["nights"],
      slo: 0.995,
    },
  ]);
});

test("name, module and target suffice", () => {
  expect(probesOf(`probes: [{name: a, module: http_2xx, ${TARGET}}]`)).toEqual([
    {
      name: "a",
      module: BUILT_IN_MODULES[0],
      target: "https://a.example",
      intervalMs: DEFAULT_PROBE_INTERVAL_MS,
      timeoutMs: DEFAULT_PROBE_TIMEOUT_MS,
      regions: DEFAULT_REGIONS,
      failures: DEFAULT_FAILURES,
      labels: {},
      muteTimeIntervals: [],
    },
  ]);
});

test("a probe without a timeout has its module's", () => {
  const modules = "modules: {slow: {prober: http, timeout: 9s}}\n";
  const probe = (fields: string) => `${modules}probes: [{name: a, module: slow, ${TARGET}${fields}}]`;
  expect(probesOf(probe(""))[0]?.timeoutMs).toBe(9_000);
  expect(probesOf(probe(", timeout: 1s"))[0]?.timeoutMs).toBe(1_000);
});

describe("times keep their bounds", () => {
  test.each([
    [
      "interval",
      MIN_PROBE_INTERVAL_MS,
      MIN_PROBE_INTERVAL_MS - 1,
      "timeout: 1s, ",
      "interval must be at least 5s",
    ],
    ["timeout", MAX_PROBE_TIMEOUT_MS, MAX_PROBE_TIMEOUT_MS + 1, "", "timeout must be at most 10s"],
    ["timeout", 29_999, 30_000, "interval: 30s, ", "timeout (30s) must be shorter than interval (30s)"],
    ["timeout", 1, 0, "", "timeout cannot be zero"],
  ])("%s %d ms is good, %d ms is not", (field, good, bad, others, message) => {
    const limited = (ms: number) => findings(loadWatch(yamlOf(`${others}${field}: ${ms}ms`)));
    if (good <= MAX_PROBE_TIMEOUT_MS) expect(limited(good)).toEqual([]);
    expect(limited(bad)).toContainEqual(expect.stringContaining(`error: ${message}`));
  });

  test("the default timeout is too long for the shortest interval, and says so", () => {
    expect(findings(loadWatch(yamlOf("interval: 5s")))).toEqual([
      expect.stringContaining("error: timeout (5s) must be shorter than interval (5s)"),
    ]);
  });
});

describe("regions", () => {
  test("are Cloudflare's location hints", () => {
    expect(probesOf(yamlOf(`regions: [${REGIONS.join(", ")}]`))[0]?.regions).toEqual(REGIONS);
  });

  test.each([
    ["[weur, europe]", `error: Cannot use region "europe": expected one of ${REGIONS.join(", ")}`],
    ["[weur, weur]", 'error: region "weur" is named twice'],
    ["[]", "error: Cannot read regions: expected at least one region, got []"],
    ["[weur]", "warning: with one region alone, a failure is confirmed only from where it was seen"],
  ])("%s is told of", (regions, message) => {
    expect(findings(loadWatch(yamlOf(`regions: ${regions}`)))).toEqual([expect.stringContaining(message)]);
  });
});

test.each([
  [
    "role: gateway",
    'Cannot read role: expected "box" or "prometheus" or "alertmanager" or "ui", got "gateway"',
  ],
  ["failures: 0", "Cannot read failures: Too small: expected number to be >=1, got 0"],
  ["failures: 1.5", "Cannot read failures: expected a whole number, got 1.5"],
  ["retries: 3", 'Unknown field "retries" in probe'],
  ["annotations: {a: b}", 'Unknown field "annotations" in probe'],
])("%s is refused", (field, message) => {
  const errors = findings(loadWatch(yamlOf(field))).filter((finding) => finding.includes("error"));
  expect(errors).toEqual([expect.stringContaining(`error: ${message}`)]);
});

test.each([
  [`{module: http_2xx, ${TARGET}}`, '1:10 error: Cannot read probe: "name" is missing'],
  [`{name: a, ${TARGET}}`, '1:10 error: Cannot read probe: "module" is missing'],
  ["{name: a, module: http_2xx}", '1:10 error: Cannot read probe: "target" is missing'],
  [
    `{name: a, module: http_2x, ${TARGET}}`,
    '1:20 error: undefined module "http_2x" used in probe, did you mean "http_2xx"?',
  ],
  [`{name: a, module: icmp, ${TARGET}}`, '1:20 error: undefined module "icmp" used in probe'],
])("%s is refused", (probe, finding) => {
  expect(findings(loadWatch(`probes: [${probe}]`))).toEqual([finding]);
});

test("a module with an error in it is not called undefined", () => {
  const yaml = `modules: {own: {prober: http, http: {method: FETCH}}}\nprobes: [{name: a, module: own, ${TARGET}}]`;
  expect(findings(loadWatch(yaml))).toEqual([expect.stringContaining("1:38 error: Cannot read method")]);
});
