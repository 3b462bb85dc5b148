import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "vitest";
import { filesIn, root } from "../source.ts";
import { expressionFault } from "./expression.ts";
import { expectedOf } from "./promql.ts";
import { rulesIn } from "./rules.ts";
import { findTool } from "./tools.ts";

const folder = join(root, "compose/prometheus");
const rules = rulesIn("compose/prometheus/rules");
const alerts = [...new Set(rules.flatMap(({ alert }) => alert ?? []))];
const ruleFiles = filesIn("compose/prometheus/rules", ".yaml").map(({ path }) => join(folder, "rules", path));
const tests = filesIn("compose/prometheus/tests", ".yaml");

it("every expression is PromQL", ({ expect }) => {
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.flatMap(({ expr }) => expressionFault("promql", expr) ?? [])).toEqual([]);
});

it("every alert has a file of tests, and every such file an alert", ({ expect }) => {
  // Those of recording rules begin with a small letter.
  const named = tests.map(({ path }) => path).filter((path) => /^[A-Z]/.test(path));
  expect(named).toEqual(alerts.map((alert) => `${alert}.yaml`).sort());
});

it.for(alerts)("%s is expected to fire with each severity, and not to fire", (alert, { expect }) => {
  const file = tests.find(({ path }) => path === `${alert}.yaml`);
  const expected = file && expectedOf(file, alert);
  const severities = rules
    .filter((rule) => rule.alert === alert)
    .map(({ labels }) => labels["severity"] ?? "");
  expect(expected?.severities).toEqual([...new Set(severities)].sort());
  // What always fires has nothing to be silent about.
  if (alert !== "Watchdog") expect(expected?.silences).toBeGreaterThan(0);
});

describe("expectedOf", () => {
  it("takes from a file what is expected of one alert", ({ expect }) => {
    const text = `
rule_files: [a.yaml]
tests:
  - alert_rule_test:
      - { eval_time: 1m, alertname: DiskFull }
      - { eval_time: 2m, alertname: DiskFull, exp_alerts: [{ exp_labels: { severity: critical } }] }
      - { eval_time: 2m, alertname: HighCPU, exp_alerts: [{ exp_labels: { severity: warning } }] }
  - promql_expr_test: []
    alert_rule_test:
      - { eval_time: 3m, alertname: DiskFull, exp_alerts: [] }`;
    const file = { path: "DiskFull.yaml", text };
    expect(expectedOf(file, "DiskFull")).toEqual({ severities: ["critical"], silences: 2 });
    expect(expectedOf(file, "HighCPU")).toEqual({ severities: ["warning"], silences: 0 });
    expect(expectedOf(file, "HostDown")).toEqual({ severities: [], silences: 0 });
  });
});

const promtool = findTool("promtool");

describe.skipIf(promtool === undefined)("promtool (apt-get install prometheus)", () => {
  it("accepts the rules", { timeout: 60_000 }, async ({ expect }) => {
    expect(await faultsOf("check", "rules", ...ruleFiles)).toBeUndefined();
  });

  it.for(tests.map(({ path }) => path))("%s", { timeout: 120_000 }, async (path, { expect }) => {
    expect(await faultsOf("test", "rules", join(folder, "tests", path))).toBeUndefined();
  });

  /** What promtool said, where it is not content. Not waited for in one piece: a file of days takes its time. */
  async function faultsOf(...args: readonly string[]): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    execFile(promtool ?? "promtool", args, (error, stdout, stderr) => {
      resolve(error === null ? undefined : `${stdout}${stderr}`);
    });
    return promise;
  }
});
