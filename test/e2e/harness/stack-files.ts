import { readdir, readFile, writeFile } from "node:fs/promises";
import { parseDocument, visit } from "yaml";
import { HOSTS, type HostName, type StackProject } from "./stack-project.ts";

/** What stands in a file of the stack, and what stands for it on this machine. */
export type Places = Readonly<Record<string, string>>;

/** The text with each place as it is here. */
export function located(text: string, places: Places): string {
  return Object.entries(places).reduce((so, [from, to]) => so.replaceAll(from, to), text);
}

/** As a target of Prometheus has it. */
export function nodeTarget(host: HostName): string {
  return `${HOSTS[host]}:9100`;
}

export const hostNames: readonly HostName[] = ["bastion", "monster"];

/** Keys that Debian's Prometheus 2.42, Alertmanager 0.25 and node_exporter 1.5 are too old for. */
const TOO_NEW = ["storage", "client_allowed_sans"];

/** Puts `ports`, by target, and folders of this machine into what `stack render` has written. */
export async function adaptFiles(project: StackProject, ports: Places): Promise<void> {
  const rendered = project.rendered("prometheus");
  const files: readonly (readonly [path: string, keys: string])[] = [
    [`${rendered}/prometheus.yml`, project.pki("prometheus")],
    [project.rendered("web/prometheus.yml"), project.pki("prometheus")],
    [project.rendered("alertmanager/alertmanager.yml"), project.pki("alertmanager")],
    [project.rendered("web/alertmanager.yml"), project.pki("alertmanager")],
    ...hostNames.map(
      (host) =>
        [project.rendered("web/node-exporter.yml", host), project.pki("node-exporter", host)] as const,
    ),
  ];
  for (const [path, keys] of files) {
    const places = { ...ports, "/pki/": `${keys}/`, "/etc/prometheus/": `${rendered}/` };
    await rewrite(path, (text) => located(withoutNewer(text), places));
  }
  await adaptTargets(`${rendered}/targets`, ports);
}

/** What does not run here is no target: its alerts are not those that are waited for. */
async function adaptTargets(folder: string, ports: Places): Promise<void> {
  const here = ["node.yaml", "prometheus.yaml", "alertmanager.yaml"];
  for (const name of await readdir(folder)) {
    await rewrite(`${folder}/${name}`, (text) => (here.includes(name) ? located(text, ports) : "[]\n"));
  }
}

function withoutNewer(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Map: (_, map) => {
      for (const key of TOO_NEW) map.delete(key);
    },
  });
  return document.toString();
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, "utf8")));
}
