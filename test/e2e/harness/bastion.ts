import type { WatchReport } from "../../../src/watch/watch-report.ts";
import { type Alertmanager, startAlertmanager, tlsConfig } from "./alertmanager.ts";
import { type EdgeOptions, type EdgeProcess, startEdgeProcess } from "./edge.ts";
import { freePort } from "./free-port.ts";
import { Path } from "./path.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { webhookStandIn } from "./providers.ts";
import type { Scene } from "./scene.ts";
import type { StandIn } from "./stand-in.ts";
import { until } from "./until.ts";
import { bodyOf } from "./webhook.ts";

/** As the shipped example has them. */
export const INTERVAL_MS = 15_000;
export const GRACE_MS = 30_000;

/** Everything started, a first evaluation, a first ping, a first run of each probe, on a busy machine. */
const WELL_WITHIN_MS = 90_000;

/** One notification of the edge: which alerts fire in it, by name, with the reason where it has one. */
export interface Page {
  readonly at: number;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly string[];
}

export interface BastionOptions {
  /** Whether the edge also looks at it: at the machine's own port, at Prometheus and at Alertmanager. */
  readonly isProbed?: boolean;
}

interface Ports {
  readonly prometheus: number;
  readonly alertmanager: number;
}

/** A machine with Prometheus and Alertmanager, the edge that watches it, and the pager that the edge rings. */
export class Bastion {
  readonly #scene: Scene;
  readonly #options: EdgeOptions;
  readonly #ports: Ports;
  readonly #paths: readonly Path[];
  readonly #pager: StandIn;
  #edge: EdgeProcess | undefined;
  #prometheus: Prometheus | undefined;
  #alertmanager: Alertmanager | undefined;

  constructor(
    scene: Scene,
    options: EdgeOptions,
    { ports, paths, pager }: { ports: Ports; paths: readonly Path[]; pager: StandIn },
  ) {
    this.#scene = scene;
    this.#options = options;
    this.#ports = ports;
    this.#paths = paths;
    this.#pager = pager;
  }

  /** Starts all of it, and waits for the first sign of life. */
  static async start(scene: Scene, { isProbed = false }: BastionOptions = {}): Promise<Bastion> {
    const pager = await scene.add(webhookStandIn());
    const ports = { prometheus: await freePort(), alertmanager: await freePort() };
    const paths = isProbed ? await pathsTo(scene, ports) : [];
    const edge = HEARTBEAT + (isProbed ? probes(paths) : "");
    const options = { routing: routing(pager.url), edge, allowPrivate: true };
    const bastion = new Bastion(scene, options, { ports, paths, pager });
    await bastion.startEdge();
    await bastion.startAlertmanager();
    await bastion.startPrometheus();
    await bastion.#untilWell(isProbed ? paths.length : 0);
    return bastion;
  }

  /** Starts the edge, on the port and the state that it had before. */
  async startEdge(): Promise<void> {
    const port = this.#edge?.port ?? 0;
    this.#edge = await startEdgeProcess(this.#scene, { ...this.#options, port });
  }

  async killEdge(): Promise<void> {
    await this.#edge?.killAll();
  }

  async startAlertmanager(): Promise<void> {
    const config = watchdogTo(this.#running());
    const port = this.#ports.alertmanager;
    this.#alertmanager = await startAlertmanager(this.#scene, { config, port });
  }

  async startPrometheus(): Promise<void> {
    const alertmanager = `127.0.0.1:${this.#ports.alertmanager}`;
    const port = this.#ports.prometheus;
    this.#prometheus = await startPrometheus(this.#scene, { port, alertmanager });
  }

  async killAlertmanager(): Promise<void> {
    await this.#alertmanager?.kill();
  }

  async killPrometheus(): Promise<void> {
    await this.#prometheus?.kill();
  }

  /** Cuts the way of the probes, and nothing else. */
  async closePaths(): Promise<void> {
    await Promise.all(this.#paths.map((path) => path.stop()));
  }

  pages(): Page[] {
    return this.#pager.delivered.map((recorded) => {
      const { status, alerts } = bodyOf(recorded);
      const firing = alerts.filter((alert) => alert.status === "firing");
      return { at: recorded.at, status, alerts: firing.map(({ labels }) => labels["alertname"] ?? "") };
    });
  }

  /** The first page with `alertname`, once it has come. */
  untilPaged(alertname: string, timeoutMs: number): Promise<Page> {
    const found = () => this.pages().find(({ alerts }) => alerts.includes(alertname));
    return until(`the page ${alertname}`, found, { timeoutMs, seen: () => this.#said() });
  }

  untilResolved(timeoutMs: number): Promise<Page> {
    const found = () => [this.pages().at(-1)].find((page) => page?.status === "resolved");
    return until("the resolve", found, { timeoutMs, seen: () => this.#said() });
  }

  /** Waits until the heartbeat is alive, and so many probes are up. */
  async #untilWell(probes: number): Promise<void> {
    const caller = await this.#scene.add(this.#running().as("operator"));
    const isWell = async () => {
      const { text } = await caller.get("/api/farwatch/v1/watch");
      const watch = JSON.parse(text) as WatchReport; // the edge's own answer
      const up = watch.probes.filter(({ state }) => state === "up").length;
      return up === probes && watch.heartbeats.every(({ status }) => status === "alive");
    };
    await until("a first sign of life", isWell, { timeoutMs: WELL_WITHIN_MS, seen: () => this.#said() });
  }

  #running(): EdgeProcess {
    if (this.#edge === undefined) throw new Error("The edge was not started");
    return this.#edge;
  }

  #said(): unknown {
    return { pages: this.pages(), edge: this.#running().output().split("\n").slice(-20) };
  }
}

const HEARTBEAT = `
heartbeats: [{ name: bastion, interval: ${INTERVAL_MS}ms, grace: ${GRACE_MS}ms, bastion: true, labels: { host: bastion } }]
`;

/** The machine's own port is that of a program that is never killed. */
async function pathsTo(scene: Scene, ports: Ports): Promise<Path[]> {
  const box = await scene.add(webhookStandIn());
  const targets = [Number(new URL(box.url).port), ports.prometheus, ports.alertmanager];
  return Promise.all(targets.map((port) => scene.add(new Path(port).start())));
}

function probes(paths: readonly Path[]): string {
  const [box = 0, prometheus = 0, alertmanager = 0] = paths.map(({ port }) => port);
  const often = "interval: 15s, timeout: 2s, labels: { host: bastion }";
  return `
probes:
  - { name: box, role: box, module: tcp_connect, target: "127.0.0.1:${box}", ${often} }
  - { name: prom, role: prometheus, module: http_2xx, target: "http://127.0.0.1:${prometheus}/-/healthy", ${often} }
  - { name: am, role: alertmanager, module: http_2xx, target: "http://127.0.0.1:${alertmanager}/-/healthy", ${often} }
`;
}

function routing(pager: string): string {
  return `
route:
  receiver: pager
  group_by: [alertname]
  group_wait: 0s
  group_interval: 5s
  routes: [{ matchers: ['watch!=""'], group_by: [watch] }]
receivers: [{ name: pager, webhook_configs: [{ url: "${pager}/page", send_resolved: true }] }]
`;
}

/** The Watchdog's own route of docs/watch.md. */
function watchdogTo(edge: EdgeProcess): string {
  return `
route:
  receiver: edge
  routes:
    - matchers: ['alertname="Watchdog"']
      receiver: edge
      group_by: [alertname]
      group_wait: 0s
      group_interval: 15s
      repeat_interval: 10s
receivers:
  - name: edge
    webhook_configs:
      - url: ${edge.url}/webhook/alertmanager
        send_resolved: true
        http_config:
${tlsConfig(edge, "alertmanager").replace(/^/gm, "          ")}
`;
}
