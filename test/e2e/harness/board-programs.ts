import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import * as z from "zod";
import { issue, LEAF_LIFETIME_MS, newKey, openAuthority, selfSign } from "../../../src/cli/pki-issue.ts";
import { configOf } from "./board-config.ts";
import { type Choice, sent, timeLapse } from "./board-queries.ts";
import { startChild } from "./child.ts";
import { freePort } from "./free-port.ts";
import { findProgram } from "./program.ts";
import { hasPrometheus, isOk, prometheusProgram } from "./prometheus.ts";
import type { Scene } from "./scene.ts";
import { hasNodeExporter, nodeExporterProgram } from "./stack-programs.ts";
import { until } from "./until.ts";

/** Where Debian puts it, and upstream's own name. */
const blackbox = findProgram("prometheus-blackbox-exporter") ?? findProgram("blackbox_exporter");

export const hasBlackboxExporter = blackbox !== undefined;
export const hasBoardPrograms = hasPrometheus && hasNodeExporter && hasBlackboxExporter;

const MODULES = `
modules: { http_2xx: { prober: http, http: { tls_config: { insecure_skip_verify: true } } } }
`;

const COMPOSE = join(import.meta.dirname, "../../../compose");

export type Chosen = Readonly<Record<string, readonly string[]>>;

/** Of /api/v1/query and of /api/v1/label/NAME/values. */
const answerSchema = z.object({
  data: z.union([z.array(z.string()), z.object({ result: z.array(z.unknown()) })]),
});

/** Prometheus with the stack's own rules, scraping real exporters, and `components` for those that are not here. */
export class BoardPrograms {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  static async start(scene: Scene, components: string): Promise<BoardPrograms> {
    const ports = { node: await freePort(), prober: await freePort(), own: await freePort() };
    const secure = await scene.add(secureSite());
    const folder = await scene.folder("boards");
    await mkdir(join(folder, "rules"), { recursive: true });
    await copyRules(join(folder, "rules"));
    await writeFile(join(folder, "blackbox.yml"), MODULES);
    await writeFile(join(folder, "prometheus.yml"), stringify(configOf(ports, components, secure.url)));
    const listen = (port: number) => `--web.listen-address=127.0.0.1:${port}`;
    await scene.add(startChild(nodeExporterProgram ?? "", [listen(ports.node)]));
    await scene.add(
      startChild(blackbox ?? "", [listen(ports.prober), `--config.file=${join(folder, "blackbox.yml")}`]),
    );
    const child = await scene.add(
      startChild(prometheusProgram ?? "", [
        listen(ports.own),
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        "--storage.tsdb.retention.size=1GB",
      ]),
    );
    const programs = new BoardPrograms(`http://127.0.0.1:${ports.own}`);
    await until("Prometheus", () => isOk(`${programs.#url}/-/ready`), { seen: child.output });
    return programs;
  }

  /** How many series answer now; a variable that is not `chosen` stands for all its values. */
  async count(expr: string, choices: readonly Choice[], chosen: Chosen): Promise<number> {
    const values = new Map<string, readonly string[]>(Object.entries(chosen));
    for (const { name, label, selector } of choices.filter((one) => !(one.name in chosen))) {
      const query = new URLSearchParams({ "match[]": sent(selector, values) });
      const found = await this.#ask(`/api/v1/label/${label}/values?${query}`);
      values.set(
        name,
        found.filter((value) => typeof value === "string"),
      );
    }
    return (await this.#ask(`/api/v1/query?${new URLSearchParams({ query: sent(expr, values) })}`)).length;
  }

  async #ask(path: string): Promise<readonly unknown[]> {
    const response = await fetch(`${this.#url}${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot ask ${path}: ${text}`);
    const { data } = answerSchema.parse(JSON.parse(text));
    return Array.isArray(data) ? data : data.result;
  }
}

/** The rules in time-lapse, evaluated each second. */
async function copyRules(folder: string): Promise<void> {
  const rules = join(COMPOSE, "prometheus/rules");
  for (const name of await readdir(rules)) {
    const text = await readFile(join(rules, name), "utf8");
    await writeFile(join(folder, name), timeLapse(text).replace(/interval: \w+/g, "interval: 1s"));
  }
}

/** A page whose certificate ends in ten days. */
async function secureSite() {
  const madeAt = Date.now() - LEAF_LIFETIME_MS + 10 * 86_400_000;
  const rootKey = await newKey();
  const authority = openAuthority(await selfSign(rootKey, madeAt), rootKey);
  const leaf = { name: "localhost", usage: "serverAuth", hosts: ["localhost"] } as const;
  const { certificate, key } = await issue(authority, leaf, madeAt);
  const server = createServer({ cert: certificate, key }, (_, response) => void response.end("well"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `https://127.0.0.1:${port}/`, stop };
}
