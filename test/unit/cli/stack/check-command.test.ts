import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { ALONE, SHIPPED } from "./inventories.ts";
import { stackProject } from "./stack-project.ts";

/** A project of which everything is made; its keys belong to whoever runs the tests. */
async function ready(files: Readonly<Record<string, string | undefined>> = {}) {
  const project = await stackProject({ "compose/inventory.yaml": ALONE, ...files });
  await project.stack("render");
  await project.stack("pki");
  return project;
}

/** What is found beside the edge's certificates, which another authority makes, and the owner of keys. */
function others(stdout: string): readonly string[] {
  const isExpected = (line: string) => /\/edge\.(?:crt|csr)|belongs to|owner|^failed|^ok/.test(line);
  return stdout.split("\n").filter((line) => line !== "" && !isExpected(line));
}

describe("stack check", () => {
  it("finds nothing of its own after render and pki", async ({ expect }) => {
    const { stack } = await ready();
    const { stdout, stderr } = await stack("check");
    expect({ found: others(stdout), stderr }).toEqual({ found: [], stderr: "" });
  });

  it("of a fresh clone says what to run", async ({ expect }) => {
    const { stack } = await stackProject();
    const { code, stdout } = await stack("check");
    expect(code).toBe(1);
    expect(stdout).toContain("compose/.env: is missing; run: npm run farwatch -- stack render\n");
    expect(stdout).toContain("compose/pki/ca/ca.crt: is missing");
    expect(stdout).toMatch(/\nfailed: \d+ findings\n$/);
  });

  const findings: Readonly<
    Record<string, readonly [Readonly<Record<string, string | undefined>>, ...string[]]>
  > = {
    "a secret": [
      { "compose/secrets/admin": undefined },
      "compose/secrets/admin: is missing; write the secret into it",
    ],
    "a scrape config": [
      { "compose/prometheus/prometheus.yml": "scrape_configs: [{job_name: node}]\n" },
      'compose/prometheus/prometheus.yml: job "loki" of the inventory is not scraped; add a scrape config "loki" that reads targets/loki.yaml',
    ],
    "a panel": [
      { "compose/grafana/dashboards/all.json": '{"panels":[{"targets":[{"expr":"up{job!=\\"loki\\"}"}]}]}' },
      'compose/grafana/dashboards: no panel shows job "loki"; add one with an expression on {job="loki"}',
    ],
    "an alert": [
      { "compose/prometheus/rules/all.yaml": "groups: [{name: a, rules: [{record: b, expr: up == 0}]}]\n" },
      'compose/prometheus/rules: no alert watches job "loki"; add one with an expression on {job="loki"}',
    ],
    "a module of blackbox_exporter": [
      {
        "compose/inventory.yaml": `${ALONE}services: [{name: a, host: bastion, url: "http://10.0.0.1/", module: http_200}]\n`,
      },
      'inventory.yaml: service "a" has the module "http_200", which compose/blackbox/blackbox.yml lacks; use one of http_2xx, tcp_mtls, or add it there',
    ],
  };

  it.for(Object.entries(findings))("misses %s", async ([, [files, want]], { expect }) => {
    const { stack } = await ready(files);
    const { code, stdout } = await stack("check");
    expect(code).toBe(1);
    expect(others(stdout).some((line) => line.endsWith(want ?? "?"))).toBe(true);
  });

  it("asks for a scrape config of the inventory's own targets under their job", async ({ expect }) => {
    const inventory = `${ALONE}targets: [{job: unifi, host: bastion, port: 9130}]\n`;
    const { stack } = await ready({ "compose/inventory.yaml": inventory });
    expect(others((await stack("check")).stdout)).toEqual([]);
  });

  it("asks for nothing of a GPU where there is none", async ({ expect }) => {
    const dashboards = { "compose/grafana/dashboards/all.json": '{"expr":"up{job!=\\"nvidia_gpu\\"}"}' };
    const told = async (inventory: string) => {
      const { stack } = await stackProject({ ...dashboards, "compose/inventory.yaml": inventory });
      return (await stack("check")).stdout;
    };
    expect(await told(SHIPPED)).toContain('no panel shows job "nvidia_gpu"');
    expect(await told(SHIPPED.replace("[docker, gpu]", "[docker]"))).not.toContain('nvidia_gpu"');
  });

  it("misses a key that is gone", async ({ expect }) => {
    const { root, stack } = await ready();
    await rm(join(root, "compose/pki/bastion/loki/server.key"));
    const { code, stdout } = await stack("check");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^compose\/pki\/bastion\/loki\/server\.\S+: .*; run: npm run farwatch -- stack pki$/m,
    );
  });

  it("--json says the same as data", async ({ expect }) => {
    const { stack } = await stackProject({ "compose/secrets/admin": undefined });
    const { code, stdout } = await stack("check", "--json");
    expect(code).toBe(1);
    const { ok, findings: found } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(found).toContainEqual({
      where: "compose/secrets/admin",
      what: "is missing",
      todo: "write the secret into it",
    });
  });

  it("--live says of each part that does not answer", async ({ expect }) => {
    const { stack } = await stackProject();
    const { code, stdout } = await stack("check", "--live");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^docker compose ps: .+; run: docker compose up -d$/m);
    expect(stdout).toMatch(/^prometheus: cannot be asked: \S+pki\/bastion\/prometheus lacks ca\.crt, .+$/m);
  });
});
