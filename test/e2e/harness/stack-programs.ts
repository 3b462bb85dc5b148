import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import { alertmanagerProgram } from "./alertmanager.ts";
import { Caller } from "./caller.ts";
import { type Child, startChild } from "./child.ts";
import { freePort } from "./free-port.ts";
import { findProgram } from "./program.ts";
import { hasPrometheus, prometheusProgram } from "./prometheus.ts";
import type { Scene } from "./scene.ts";
import { adaptFiles, hostNames, located, nodeTarget, type Places } from "./stack-files.ts";
import type { HostName, StackProject } from "./stack-project.ts";
import { until } from "./until.ts";

/** Where Debian puts it, and upstream's own name. */
export const nodeExporterProgram = findProgram("prometheus-node-exporter") ?? findProgram("node_exporter");

export const hasNodeExporter = nodeExporterProgram !== undefined;
export const hasStackPrograms = hasNodeExporter && hasPrometheus && alertmanagerProgram !== undefined;

/** A flag of the stack's Prometheus that 2.42 does not know. */
const TOO_NEW = "--web.enable-otlp-receiver";

const composeSchema = z.object({
  services: z.record(z.string(), z.object({ command: z.array(z.string()).default([]) })),
});
const answerSchema = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

/** Debian's programs with the files that `stack render` has written, on free ports of loopback. */
export class StackPrograms {
  readonly #scene: Scene;
  readonly #project: StackProject;
  readonly #ports: Places;
  #prometheus: Caller | undefined;

  constructor(scene: Scene, project: StackProject, ports: Places) {
    this.#scene = scene;
    this.#project = project;
    this.#ports = ports;
  }

  /** Alertmanager, Prometheus, and a node_exporter for each host. */
  static async start(scene: Scene, project: StackProject) {
    const targets = ["prometheus:9090", "alertmanager:9093", ...hostNames.map(nodeTarget)];
    const ports: Record<string, string> = {};
    for (const target of targets) ports[target] = `localhost:${await freePort()}`;
    await adaptFiles(project, ports);
    const stack = new StackPrograms(scene, project, ports);
    const nodes = new Map<HostName, Child>();
    for (const host of hostNames) nodes.set(host, await stack.#startNodeExporter(host));
    await stack.#startService(alertmanagerProgram, "alertmanager:9093", "alertmanager");
    await stack.#startService(prometheusProgram, "prometheus:9090", "prometheus/rendered");
    return { stack, nodes };
  }

  /** Waits until Prometheus has so many series of `expr`. */
  async untilSeries(expr: string, count: number, timeoutMs: number): Promise<void> {
    const caller = await this.#asClient();
    let said = "";
    const isThere = async () => {
      said = await caller
        .get(`/api/v1/query?query=${encodeURIComponent(expr)}`)
        .then(({ text }) => text, String);
      return said.startsWith("{") && answerSchema.parse(JSON.parse(said)).data.result.length === count;
    };
    await until(`${count} of ${expr}`, isThere, { timeoutMs, seen: () => said });
  }

  async #asClient(): Promise<Caller> {
    const credentials = await this.#project.credentials("prometheus", "client");
    this.#prometheus ??= await this.#scene.add(
      new Caller(`https://${this.#ports["prometheus:9090"]}`, credentials),
    );
    return this.#prometheus;
  }

  async #startNodeExporter(host: HostName): Promise<Child> {
    const child = await startChild(nodeExporterProgram ?? "", [
      `--web.listen-address=${this.#ports[nodeTarget(host)]}`,
      `--web.config.file=${this.#project.rendered("web/node-exporter.yml", host)}`,
      "--collector.disable-defaults",
      "--collector.loadavg",
    ]);
    return this.#scene.add(child);
  }

  /** With the flags of compose.yaml: on some of them hangs the time that is measured. */
  async #startService(program: string | undefined, target: string, folder: string): Promise<void> {
    const [name = ""] = target.split(":");
    const { services } = composeSchema.parse(
      parse(await readFile(this.#project.path("compose.yaml"), "utf8"), { merge: true }),
    );
    const places = {
      [`=/etc/${folder}`]: `=${this.#project.rendered(name)}`,
      "=/etc/web": `=${this.#project.rendered("web")}`,
      [`=/${name}`]: `=${await this.#scene.folder(`${name}.data`)}`,
      "${DOMAIN:?}": "lab",
    };
    const flags = services[name]?.command.filter((flag) => flag !== TOO_NEW) ?? [];
    const listen = `--web.listen-address=${this.#ports[target]}`;
    await this.#scene.add(startChild(program ?? "", [...flags.map((flag) => located(flag, places)), listen]));
  }
}
