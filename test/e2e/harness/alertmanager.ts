import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Labels } from "../../../src/alert/labels.ts";
import { startChild, untilPrinted } from "./child.ts";
import type { ClientName, EdgeProcess } from "./edge.ts";
import { findProgram } from "./program.ts";
import type { Scene } from "./scene.ts";

const run = promisify(execFile);

/** Where Debian puts it, and upstream's own name. */
const program = findProgram("prometheus-alertmanager") ?? findProgram("alertmanager");
export const alertmanagerProgram = program;
const amtoolProgram = findProgram("amtool");

export const hasAlertmanager = program !== undefined && amtoolProgram !== undefined;
export const INSTALL_HINT = "apt-get install prometheus-alertmanager";

/** An alert as a Prometheus posts it to Alertmanager. */
export interface PostableAlert {
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

export interface Alertmanager {
  readonly url: string;
  readonly pid: number;
  /** POST /api/v2/alerts, several at once, as Prometheus does. */
  post(...alerts: readonly PostableAlert[]): Promise<void>;
  amtool(...args: readonly string[]): Promise<string>;
  output(): string;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<number | string>;
}

export interface AlertmanagerOptions {
  readonly config: string;
  readonly externalUrl?: string;
  /** Without one, the system chooses. */
  readonly port?: number;
  /** In the place of the installed one. */
  readonly program?: string;
  /** Beside those that every one has. */
  readonly flags?: readonly string[];
}

let started = 0;

/** Starts a real Alertmanager without gossip, its state in the scene's folder. */
export async function startAlertmanager(scene: Scene, options: AlertmanagerOptions): Promise<Alertmanager> {
  started += 1;
  const file = await scene.file(`alertmanager-${started}.yml`, options.config);
  const storage = await scene.folder(`alertmanager-${started}`);
  const starting = startChild(options.program ?? program ?? "", [
    `--config.file=${file}`,
    `--storage.path=${storage}`,
    `--web.listen-address=127.0.0.1:${options.port ?? 0}`,
    "--web.route-prefix=/",
    `--web.external-url=${options.externalUrl ?? "http://alertmanager.example.test:9093"}`,
    "--cluster.listen-address=",
    ...(options.flags ?? []),
  ]);
  const child = await scene.add(starting);
  const [, address] = await untilPrinted(child, /Listening on" address=(\S+)/, "Alertmanager to listen");
  const url = `http://${address}`;
  return {
    url,
    pid: child.pid,
    post: (...alerts: readonly PostableAlert[]) => post(url, alerts),
    amtool: (...args: readonly string[]) => amtool([`--alertmanager.url=${url}`, ...args]),
    output: child.output,
    kill: async () => {
      child.killGroup();
      await child.ended;
    },
    stop: child.stop,
  };
}

async function post(url: string, alerts: readonly PostableAlert[]): Promise<void> {
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(alerts),
  });
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
}

/** amtool's standard output; an error holds what it said instead. */
async function amtool(args: readonly string[], home = "/nonexistent"): Promise<string> {
  const { stdout } = await run(amtoolProgram ?? "", [...args, "--no-version-check"], {
    env: { HOME: home, PATH: process.env["PATH"] ?? "" },
  });
  return stdout;
}

/** amtool against the edge, with the certificate of one of its clients. */
export async function amtoolAt(scene: Scene, edge: EdgeProcess, client: ClientName) {
  const options = await amtoolOptions(scene, edge, client);
  return (...args: readonly string[]) => amtool([...options, ...args]);
}

/** Where the edge is, and with which certificate to ask it, as amtool is told. */
export async function amtoolOptions(
  scene: Scene,
  edge: EdgeProcess,
  client: ClientName,
): Promise<readonly string[]> {
  const config = await scene.file(`amtool-${client}.yml`, tlsConfig(edge, client));
  const url = edge.url.replace("127.0.0.1", "localhost");
  return [`--alertmanager.url=${url}`, `--http.config.file=${config}`];
}

/** `tls_config` with a client's certificate, as a YAML document. */
export function tlsConfig(edge: EdgeProcess, client: string): string {
  const files = { ca_file: "ca.crt", cert_file: `${client}.crt`, key_file: `${client}.key` };
  const lines = Object.entries(files).map(([field, file]) => `  ${field}: ${JSON.stringify(edge.pki(file))}`);
  return ["tls_config:", ...lines].join("\n");
}

export interface ForwardOptions {
  readonly client: string;
  readonly groupBy?: readonly string[];
  readonly repeatInterval?: string;
  readonly resolveTimeout?: string;
}

/** The README's `alertmanager.yml`: everything to the edge, over mTLS; fast timers. */
export function forwardTo(edge: EdgeProcess, options: ForwardOptions): string {
  const { client, groupBy = ["alertname"], repeatInterval = "4h", resolveTimeout = "5m" } = options;
  return `
global: { resolve_timeout: ${resolveTimeout} }
route:
  receiver: edge
  group_by: ${JSON.stringify(groupBy)}
  group_wait: 1s
  group_interval: 1s
  repeat_interval: ${repeatInterval}
receivers:
  - name: edge
    webhook_configs:
      - url: ${edge.url}/webhook/alertmanager
        send_resolved: true
        max_alerts: 0
        http_config:
${tlsConfig(edge, client).replace(/^/gm, "          ")}
`;
}
