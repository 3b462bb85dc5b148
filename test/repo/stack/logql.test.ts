import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { root } from "../source.ts";
import { expressionFault } from "./expression.ts";
import { type Batch, batchesOf, type LogSamples, logSamples } from "./log-samples.ts";
import { groupsAbove, readComparisons } from "./logql.ts";
import { Loki, type RuledAlert } from "./loki.ts";
import { type Alert, rulesIn } from "./rules.ts";
import { findTool } from "./tools.ts";

const folder = "compose/loki/rules";
const rules = rulesIn(folder);

function ruleOf({ alert }: LogSamples): Alert {
  const [rule, ...others] = rules.filter((one) => one.alert === alert);
  if (rule === undefined || others.length > 0) throw new Error(`Cannot find the rule of ${alert}`);
  return { ...rule, alert };
}

const batches = logSamples.map((samples) => [samples, batchesOf(samples)] as const);

it("every expression is LogQL", ({ expect }) => {
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.flatMap(({ expr }) => expressionFault("logql", expr) ?? [])).toEqual([]);
});

it("every alert has its samples, and every file of samples its alert", ({ expect }) => {
  expect(logSamples.map(({ alert }) => alert)).toEqual(rules.flatMap(({ alert }) => alert ?? []).sort());
});

it("logins by SSH fire above five a minute, each way of counting", ({ expect }) => {
  const ssh = rules.find(({ alert }) => alert === "SSHBruteForce");
  const counts = readComparisons(ssh?.expr ?? "").map(({ range, threshold }) => ({ range, threshold }));
  expect(counts).toEqual(Array(2).fill({ range: "1m", threshold: 5 }));
});

describe.for(batches)("$0.alert", ([samples, all]) => {
  const comparisons = readComparisons(ruleOf(samples).expr);

  it.for(all)("$name", ({ host, lines, fires }, { expect }) => {
    expect(groupsAbove(comparisons, lines).map((labels) => labels["host"])).toEqual(fires ? [host] : []);
  });

  it("counts each host by itself", ({ expect }) => {
    const silent = all.filter(({ fires }) => !fires).flatMap(({ lines }) => lines);
    expect(groupsAbove(comparisons, silent)).toEqual([]);
  });
});

const program = process.env["FARWATCH_LOKI"] ?? findTool("loki");

describe.skipIf(program === undefined)("Loki (on PATH, or FARWATCH_LOKI; skipped without it)", () => {
  let loki: Loki;
  let ruled: readonly RuledAlert[] = [];

  beforeAll(async () => {
    loki = await Loki.start(program ?? "", join(root, folder));
    await loki.push(batches.flatMap(([, all]) => all.flatMap(({ lines }) => lines)));
    ruled = await loki.evaluate();
  }, 120_000);

  afterAll(() => loki?.stop());

  it("evaluates every rule without an error", ({ expect }) => {
    expect(ruled.map(({ name, health }) => `${name} ${health}`).sort()).toEqual(
      logSamples.map(({ alert }) => `${alert} ok`),
    );
  });

  it.for(batches)("fires $0.alert for the same hosts as we do", ([samples, all], { expect }) => {
    const alerts = ruled.find(({ name }) => name === samples.alert)?.alerts ?? [];
    expect(alerts.map(({ labels }) => labels["host"]).sort()).toEqual(firingHosts(all));
    const rule = ruleOf(samples);
    expect(alerts.map(({ state }) => state)).toEqual(alerts.map(() => (rule.for ? "pending" : "firing")));
    expect(alerts.map(({ labels }) => labels["severity"])).toEqual(alerts.map(() => rule.labels["severity"]));
  });

  it.for(batches)("says of $0.alert what we expect", ([samples], { expect }) => {
    const alerts = ruled.find(({ name }) => name === samples.alert)?.alerts ?? [];
    const told = alerts.find(({ labels }) => labels["host"] === "monster")?.annotations;
    expect(told).toEqual(samples.told);
  });

  function firingHosts(all: readonly Batch[]): string[] {
    return all.flatMap(({ fires, host }) => (fires ? [host] : [])).sort();
  }
});

describe("readComparisons", () => {
  it("takes an expression apart", ({ expect }) => {
    const text = "sum by (host, unit) (count_over_time({a=`1`, b!~`2.*`} != `x` |~ `y` or `z` [10m])) > 7";
    const [comparison, ...others] = readComparisons(`${text} or ${text}`);
    expect(others).toHaveLength(1);
    expect(comparison).toMatchObject({ by: ["host", "unit"], range: "10m", threshold: 7 });
    expect(comparison?.matchers.map(({ name, op, value }) => `${name}${op}${value}`)).toEqual([
      "a=1",
      "b!~2.*",
    ]);
    const passes = (line: string) => comparison?.filters.every((filter) => filter(line));
    expect(["y", "az", "xy", "a"].map(passes)).toEqual([true, true, false, false]);
  });

  const refused = ["sum(count_over_time({a=`1`}[1m])) < 7", "count_over_time({a=`1`} |= `x` [1m]) > 7"];

  it.for(refused)("refuses what it cannot evaluate: %s", (text, { expect }) => {
    expect(() => readComparisons(text)).toThrow(/^Cannot /);
  });
});

describe("groupsAbove", () => {
  it("counts by group, above and not at the threshold", ({ expect }) => {
    const comparisons = readComparisons("sum by (host) (count_over_time({a=`1`} |~ `x` [1m])) > 1");
    const line = (host: string, text = "x", a = "1") => ({ labels: { host, a }, text });
    const lines = [line("one"), line("two"), line("two"), line("one", "y"), line("one", "x", "2")];
    expect(groupsAbove(comparisons, lines)).toEqual([{ host: "two" }]);
  });
});
