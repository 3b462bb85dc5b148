import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Io } from "../../../../src/cli/check.ts";
import type { Inventory } from "../../../../src/cli/stack/inventory.ts";
import type { Project } from "../../../../src/cli/stack/project.ts";
import { jobsOf } from "../../../../src/cli/stack/standing.ts";
import { inventoryOf, ROOT } from "./inventories.ts";
import { madeLab, SMALL } from "./pki-lab.ts";

export interface ProjectLab {
  readonly project: Project;
  readonly inventory: Inventory;
  /** Writes a file below compose/. */
  write(path: string, text: string): void;
}

/**
 * A project with the shipped Compose files, certificates of `SMALL`, and of the rest as little as `stack check` is
 * content with.
 */
export async function projectLab(text = SMALL): Promise<ProjectLab> {
  const { dir } = await madeLab();
  const compose = dirname(dir);
  const project = { root: dirname(compose), compose, inventory: join(compose, "inventory.yaml") };
  for (const path of ["agent.compose.yaml", "compose.yaml", "versions.env", "otelcol"])
    cpSync(join(ROOT, "compose", path), join(compose, path), { recursive: true });
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(compose, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(compose, path), content);
  };
  const inventory = { ...inventoryOf(text), file: project.inventory };
  write("inventory.yaml", text);
  for (const [path, content] of Object.entries(sources(inventory))) write(path, content);
  mkdirSync(join(project.root, "config"));
  return { project, inventory, write };
}

/** Every job of the inventory is scraped, shown and watched. */
function sources(inventory: Inventory): Readonly<Record<string, string>> {
  const jobs = jobsOf(inventory).flatMap(({ scrapedBy }) => scrapedBy ?? []);
  const expr = 'up{job=~".+"} == 0';
  return {
    "alertmanager/alertmanager.yml": "route: { receiver: edge }\nreceivers: [{ name: edge }]\n",
    "prometheus/prometheus.yml": JSON.stringify({ scrape_configs: jobs.map((job) => ({ job_name: job })) }),
    "prometheus/rules/all.yaml": JSON.stringify({
      groups: [{ name: "all", rules: [{ alert: "Down", expr }] }],
    }),
    "loki/rules/none.yaml": "groups: []\n",
    "blackbox/blackbox.yml": "modules: { http_2xx: {}, tcp_connect: {} }\n",
    "grafana/dashboards/all.json": JSON.stringify({ panels: [{ targets: [{ expr }] }] }),
    "secrets/grafana_admin_password": "secret\n",
    "secrets/slack_api_url": "https://slack.example.org/\n",
    "secrets/smtp_auth_password": "secret\n",
  };
}

/** An `Io` that remembers. */
export function recorder(env: Io["env"] = process.env) {
  const told = { stdout: "", stderr: "" };
  const io: Io = {
    stdout: (text) => {
      told.stdout += text;
    },
    stderr: (text) => {
      told.stderr += text;
    },
    env,
  };
  return { io, told };
}
