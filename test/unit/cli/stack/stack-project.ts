import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { STACK_JOBS } from "../../../../src/cli/stack/wiring-names.ts";
import { run } from "../run.ts";
import { scratch } from "../scratch.ts";
import { SHIPPED } from "./inventories.ts";

const JOBS = [...STACK_JOBS];

/** The smallest checked-in files with which nothing is missing. */
const FILES: Readonly<Record<string, string>> = {
  "compose/inventory.yaml": SHIPPED,
  "compose/versions.env": "A_IMAGE=a:1\n",
  "compose/compose.yaml": "services: {}\nsecrets: {admin: {file: ./secrets/admin}}\n",
  "compose/secrets/admin": "x",
  "compose/alertmanager/alertmanager.yml":
    "receivers:\n  - name: edge\n    webhook_configs: [{ url: https://alerts.example.org/webhook/alertmanager }]\n",
  "compose/prometheus/prometheus.yml": `scrape_configs:\n${JOBS.map((job) => `  - job_name: ${job}\n`).join("")}`,
  "compose/prometheus/rules/all.yaml": `groups:
  - name: all
    rules:
      - record: job:up
        expr: sum by (job) (up)
      - alert: TargetDown
        expr: up == 0
        annotations: { runbook_url: https://watch.example.org/runbooks/TargetDown }
      - alert: CollectorSilent
        expr: absent(otelcol_process_uptime_seconds)
`,
  "compose/loki/rules/ssh.yaml": "groups: []\n",
  "compose/blackbox/blackbox.yml": "modules: { http_2xx: { prober: http }, tcp_mtls: { prober: tcp } }\n",
  "compose/grafana/dashboards/all.json": JSON.stringify({
    panels: [{ targets: [{ expr: "up" }] }, { panels: [{ targets: [{ expr: "otelcol_x" }] }] }],
  }),
};

/** A clone with these files in the place of the smallest ones; undefined leaves one out. */
export async function stackProject(changed: Readonly<Record<string, string | undefined>> = {}) {
  const root = await scratch();
  for (const [path, text] of Object.entries({ ...FILES, ...changed })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(root, path), text);
  }
  const stack = (...args: string[]) => run("stack", ...args, "--project", root);
  return { root, stack };
}
