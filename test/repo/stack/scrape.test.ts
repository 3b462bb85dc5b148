import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { readInventory } from "../../../src/cli/stack/inventory.ts";
import { CERTIFICATE_MODULE, renderTargets } from "../../../src/cli/stack/render-targets.ts";
import { root, textOf } from "../source.ts";
import { drops, jobs, jobsOf, metricsOf, rules } from "./scrape.ts";
import { findTool, run } from "./tools.ts";
import { at, yamlOf } from "./value.ts";

const inventory = readInventory(join(root, "compose/inventory.yaml"));
const targets = renderTargets(inventory);
const everyJob = jobs();

const folder = mkdtempSync(join(tmpdir(), "farwatch-scrape-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("prometheus.yml", () => {
  /** Since when each key is there: promtools of before refuse it, so that one alone is left out for them. */
  const youngKeys = [{ since: [3, 8], block: /^ {4}retention:\n(?: {6}.*\n)+/m }] as const;

  const promtool = findTool("promtool");

  function versionOf(program: string): readonly [number, number] {
    const [, major = "0", minor = "0"] = /version (\d+)\.(\d+)/.exec(run(program, ["--version"]).text) ?? [];
    return [Number(major), Number(minor)];
  }

  /** The paths of the container become paths of the folder, in which everything lies that is mounted there. */
  function laidOut(version: readonly [number, number]): string {
    for (const name of ["ca.crt", "client.crt", "client.key", "edge.crt", "edge.key"]) {
      mkdirSync(join(folder, "pki"), { recursive: true });
      writeFileSync(join(folder, "pki", name), "");
    }
    mkdirSync(join(folder, "targets"), { recursive: true });
    for (const { path, content } of targets) {
      writeFileSync(join(folder, "targets", path.slice(path.lastIndexOf("/") + 1)), content);
    }
    cpSync(join(root, "compose/prometheus/rules"), join(folder, "rules"), { recursive: true });
    const known = youngKeys.reduce((text, { since, block }) => {
      const isKnown = version[0] > since[0] || (version[0] === since[0] && version[1] >= since[1]);
      return isKnown ? text : text.replace(block, "");
    }, textOf("compose/prometheus/prometheus.yml"));
    const file = join(folder, "prometheus.yml");
    writeFileSync(
      file,
      known.replaceAll("/etc/prometheus/", `${folder}/`).replaceAll("/pki/", `${folder}/pki/`),
    );
    return file;
  }

  it.runIf(promtool !== undefined)(
    "promtool takes it, with its rules, targets and certificates",
    ({ expect }) => {
      const file = laidOut(versionOf(promtool ?? ""));
      const outcome = run(promtool ?? "", ["check", "config", file]);
      expect(outcome.text).not.toContain("FAILED");
      expect(outcome.status).toBe(0);
    },
  );

  it.for(youngKeys)("what older promtools do not know is found: $block", ({ block }, { expect }) => {
    expect(textOf("compose/prometheus/prometheus.yml")).toMatch(block);
  });

  it("keeps thirty days or 40 GB", ({ expect }) => {
    const retention = at(yamlOf("compose/prometheus/prometheus.yml"), "storage.tsdb.retention");
    expect(retention).toEqual({ time: "30d", size: "40GB" });
  });

  it("talks to Alertmanager by its certificate", ({ expect }) => {
    expect(at(yamlOf("compose/prometheus/prometheus.yml"), "alerting.alertmanagers.0")).toMatchObject({
      scheme: "https",
      tls_config: { ca_file: "/pki/ca.crt", cert_file: "/pki/client.crt", key_file: "/pki/client.key" },
    });
  });
});

describe("scrape jobs", () => {
  it.for(everyJob)("$job_name goes by TLS with a certificate", ({ scheme, tls_config }, { expect }) => {
    expect(scheme).toBe("https");
    expect(tls_config).toHaveProperty("cert_file");
    expect(tls_config).not.toHaveProperty("insecure_skip_verify");
  });

  it("each file of targets is read by the job of its name, and each job reads one that is written", ({
    expect,
  }) => {
    const written = targets.map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
    const files = everyJob.flatMap(({ file_sd_configs }) =>
      file_sd_configs.flatMap(({ files: read }) => read),
    );
    expect(files.sort()).toEqual(written.map((name) => `/etc/prometheus/targets/${name}`).sort());
    for (const { job_name, file_sd_configs } of everyJob) {
      const [sd] = file_sd_configs;
      if (sd !== undefined) expect(sd.files).toEqual([`/etc/prometheus/targets/${job_name}.yaml`]);
    }
  });

  it("a host that is gone is seen within fifteen seconds", ({ expect }) => {
    expect(everyJob.find(({ job_name }) => job_name === "node")).toMatchObject({
      scrape_interval: "10s",
      scrape_timeout: "5s",
    });
  });

  it("a container that is gone does not linger by cAdvisor's own timestamps", ({ expect }) => {
    expect(everyJob.find(({ job_name }) => job_name === "cadvisor")?.honor_timestamps).toBe(false);
  });

  it.for([
    ["container_last_seen", "", true],
    ["container_start_time_seconds", "", true],
    ["container_spec_memory_limit_bytes", "", true],
    ["container_sockets", "", true],
    ["container_start_time_seconds", "web", false],
    ["container_scrape_error", "", false],
    ["machine_memory_bytes", "", false],
  ] as const)(
    "of cAdvisor, %s of a container called %j is dropped: %s",
    ([metric, name, want], { expect }) => {
      const job = everyJob.find(({ job_name }) => job_name === "cadvisor");
      const rule = job?.metric_relabel_configs.find(
        ({ source_labels }) => source_labels.join() === "__name__,name",
      );
      expect(rule?.action).toBe("drop");
      expect(new RegExp(`^(?:${rule?.regex})$`).test(`${metric};${name}`)).toBe(want);
    },
  );

  it("the edge is scraped by the certificate that it signed", ({ expect }) => {
    expect(everyJob.find(({ job_name }) => job_name === "farwatch")?.tls_config).toEqual({
      cert_file: "/pki/edge.crt",
      key_file: "/pki/edge.key",
    });
  });
});

describe("what rules read", () => {
  it.for(rules())("$name asks for jobs that there are", ({ expr }, { expect }) => {
    const known = new Set([...everyJob.map(({ job_name }) => job_name), "otelcol"]);
    expect(jobsOf(expr).filter((job) => !known.has(job))).toEqual([]);
  });

  it.for(rules())("$name reads nothing that is dropped on its way", ({ expr }, { expect }) => {
    const dropped = metricsOf(expr).filter((metric) => everyJob.some((job) => drops(job, metric)));
    expect(dropped).toEqual([]);
  });

  it("metricsOf finds names in functions, joins and ranges, and no labels", ({ expect }) => {
    const expression = 'sum by (host) (rate(a_total{job="x"}[5m])) / on(host) group_left(name) b:c:ratio > 0';
    expect(metricsOf(expression)).toEqual(["a_total", "b:c:ratio"]);
  });

  it.for([
    ["container_tasks_state", true],
    ["container_start_time_seconds", false],
    ["container_spec_memory_limit_bytes", false],
    ["xcontainer_tasks_state", false],
  ] as const)("drops says of %s of cAdvisor: %s", ([metric, isDropped], { expect }) => {
    const cadvisor = everyJob.find(({ job_name }) => job_name === "cadvisor");
    expect(cadvisor !== undefined && drops(cadvisor, metric)).toBe(isDropped);
  });

  it("jobsOf finds a name and a choice of names", ({ expect }) => {
    expect(jobsOf('up{job="a"} or up{job=~"b|c"} or up{job!="d"} or up{job=~"e.*"}')).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});

describe("blackbox.yml", () => {
  const modules = Object.keys(at(yamlOf("compose/blackbox/blackbox.yml"), "modules") ?? {});

  it("has the modules of the inventory, and the one that reads certificates", ({ expect }) => {
    const asked = [...inventory.services.map(({ module }) => module), CERTIFICATE_MODULE];
    expect(modules).toEqual(expect.arrayContaining(asked));
  });

  const names = ["blackbox_exporter", "prometheus-blackbox-exporter"];
  const blackbox = names.map(findTool).find((path) => path !== undefined);
  it.runIf(blackbox !== undefined)("blackbox_exporter takes it", ({ expect }) => {
    const file = join(root, "compose/blackbox/blackbox.yml");
    expect(run(blackbox ?? "", ["--config.check", `--config.file=${file}`]).status).toBe(0);
  });
});
