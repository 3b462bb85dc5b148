import { describe, it } from "vitest";
import { lets, selectorsIn } from "../../../../src/cli/stack/selectors.ts";

/** `metric{matchers}` of each, in one line. */
function told(expression: string): readonly string[] {
  return selectorsIn(expression).map(
    ({ metric = "", matchers }) =>
      `${metric}{${matchers.map(({ label, operator, value }) => `${label}${operator}${value}`).join(", ")}}`,
  );
}

describe("selectorsIn", () => {
  it.for([
    ["up", ["up{}"]],
    ['up{job="node"} == 0', ["up{job=node}"]],
    ['up{ job =~ "a|b" , host!="c", }', ["up{job=~a|b, host!=c}"]],
    ['{job="node"} |= "x"', ["{job=node}"]],
    ["up{job='node'} or up{job=`a\\d`}", ["up{job=node}", "up{job=a\\d}"]],
    ['rate(a_total{job="x"}[5m]) / ignoring(job) b', ["a_total{job=x}", "b{}"]],
    ["sum by (job, host) (a) / on (host) group_left (name) b", ["a{}", "b{}"]],
    ["sum(a) without(job)", ["a{}"]],
    ["time() - node_boot_time_seconds offset 5m", ["node_boot_time_seconds{}"]],
    ['label_replace(up == 0, "service", "$1", "job", "(.+)")', ["up{}"]],
    ["a and b unless c # up\n or d", ["a{}", "b{}", "c{}", "d{}"]],
    ['a{x="}{"} > bool 1e3', ["a{x=}{}"]],
    ['a{x="say \\"job\\""}', ['a{x=say "job"}']],
    ["a[5m:1m] @ end()", ["a{}"]],
    ['a{instance=~"$host"}[$__rate_interval]', ["a{instance=~$host}"]],
    ["instance:node_cpu:ratio", ["instance:node_cpu:ratio{}"]],
    ["absent(vector(1))", []],
    ["a{", ["a{}"]],
    ["sum by (", []],
    ["", []],
  ] as const)("%s: %j", ([expression, want], { expect }) => {
    expect(told(expression)).toEqual(want);
  });
});

describe("lets", () => {
  it.for([
    ["=", "node", true],
    ["=", "nod", false],
    ["!=", "node", false],
    ["!=", "loki", true],
    ["=~", "n.de|loki", true],
    ["=~", "nod", false],
    ["!~", "n.*", false],
    ["!~", "l.*", true],
    ["=", "$job", true],
    ["=~", "[[job]]|$job", true],
    ["=~", "(", false],
  ] as const)("job%s%j lets node through: %s", ([operator, value, want], { expect }) => {
    expect(lets({ label: "job", operator, value }, "node")).toBe(want);
  });
});
