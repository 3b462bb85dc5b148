import { describe, it } from "vitest";
import { selects, uncovered, type Watching } from "../../../../src/cli/stack/coverage.ts";
import { selectorsIn } from "../../../../src/cli/stack/selectors.ts";

describe("an expression selects a job", () => {
  const some = (expression: string, job: string) => selectorsIn(expression).some((one) => selects(one, job));

  it.for([
    ['up{job="unifi"}', "unifi", true],
    ['up{job=~"node|unifi"}', "unifi", true],
    ['anything{job="unifi"}', "unifi", true],
    ['{job="unifi"}', "unifi", true],
    ["up == 0", "unifi", true],
    ['up{job!~"node|loki"} == 0', "unifi", true],
    ["scrape_duration_seconds", "unifi", true],
    ["node_load1", "node", true],
    ['container_memory_bytes{name!=""}', "cadvisor", true],
    ['up{job="node"}', "unifi", false],
    ['up{job!="unifi"}', "unifi", false],
    // Of what job it may be, nobody knows.
    ["anything", "unifi", false],
    ['anything{job!="node"}', "unifi", false],
    ['{unit="ssh.service"}', "unifi", false],
    ["node_load1", "cadvisor", false],
    ['node_load1{job="other"}', "node", false],
    ["sum by (job) (anything)", "unifi", false],
    ["anything", "constructor", false],
  ] as const)("%s, %s: %s", ([expression, job, want], { expect }) => {
    expect(some(expression, job)).toBe(want);
  });
});

const wanted = (job: string) => ({ job, scrapedBy: job });

describe("uncovered", () => {
  const watching: Watching = {
    scraped: new Set(["node", "targets"]),
    panels: ["node_load1", 'a{job="unifi"}'],
    alerts: ["up == 0"],
    modules: new Set(),
  };

  it("has nothing to say of a job that is scraped, shown and watched", ({ expect }) => {
    expect(uncovered([wanted("node"), { job: "unifi", scrapedBy: "targets" }], watching)).toEqual([]);
  });

  it("asks no scrape config for what is pushed", ({ expect }) => {
    expect(uncovered([{ job: "unifi" }], { ...watching, scraped: new Set() })).toEqual([]);
  });

  it("names what a job lacks, and where it would stand", ({ expect }) => {
    const none = { ...watching, alerts: ['up{job="node"} == 0'] };
    expect(uncovered([wanted("loki")], none).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'compose/prometheus/prometheus.yml: job "loki" of the inventory is not scraped',
      'compose/grafana/dashboards: no panel shows job "loki"',
      'compose/prometheus/rules: no alert watches job "loki"',
    ]);
  });
});
