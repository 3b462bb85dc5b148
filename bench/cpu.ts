import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runFiles } from "../src/cli/worker-config.ts";
import { Scene } from "../test/e2e/harness/scene.ts";
import { until } from "../test/e2e/harness/until.ts";
import { webhookAlert, webhookBody } from "../test/e2e/harness/webhook.ts";
import { type Edge, startFarwatch } from "./contestants.ts";
import { Load } from "./load.ts";
import { cpuMs } from "./process.ts";
import type { Sink } from "./sink.ts";

/** CPU of workerd for one event of each kind, in ms: JavaScript, HTTP, SQLite and all. */
export interface CpuPerEvent {
  readonly watchdog: number;
  readonly again: number;
  readonly told: number;
  readonly scrape: number;
  readonly cron: number;
  readonly probe: number;
}

/** A clock tick is 10 ms, so that many events together tell of one. */
const EVENTS = 400;
const WARM_UP = 200;

const PROBES = 200;
const PROBE_SECONDS = 5;
const PROBING_MS = 15_000;

/** Each kind by itself, one request at a time: nothing is shared with another, as on a quiet day. */
export async function measureCpu(sink: Sink): Promise<CpuPerEvent> {
  const scene = new Scene();
  try {
    const heartbeats = "heartbeats: [{ name: bastion, interval: 15s, labels: { host: bastion } }]\n";
    const edge = await startFarwatch(scene, sink, { edge: heartbeats });
    const post = (path: string, body: (number: number) => string) =>
      perEvent(scene, edge, { ...edge.target, path, method: "POST" }, body);
    const watchdog = await post("/webhook/alertmanager", () => webhook("Watchdog", "prometheus"));
    const again = await post("/webhook/alertmanager", () => webhook("Again", "host"));
    const told = await post("/webhook/alertmanager", (number) => webhook("Told", `host-${number}`));
    const scrape = await perEvent(
      scene,
      edge,
      { ...edge.target, path: "/metrics", method: "GET" },
      () => null,
    );
    const clock = { url: "http://clock", path: "/", method: "POST", socketPath: clockSocket(edge) } as const;
    const cron = await perEvent(scene, edge, clock, () => null);
    return { watchdog, again, told, scrape, cron, probe: await perProbe(scene, sink) };
  } finally {
    await scene.end();
  }
}

function clockSocket({ process }: Edge): string {
  return join(dirname(process.pki("")), "run", runFiles.clockSocket);
}

function webhook(alertname: string, instance: string): string {
  const labels = { alertname, instance };
  return JSON.stringify(webhookBody([webhookAlert(labels, { startsAt: STARTS_AT })], labels));
}

const STARTS_AT = new Date().toISOString();

async function perEvent(
  scene: Scene,
  edge: Edge,
  target: Edge["target"],
  body: (number: number) => string | null,
): Promise<number> {
  const load = await scene.add(new Load(target, 1));
  let number = 0;
  const send = async (count: number) => {
    await load.send(count, () => body(number++));
    await until("all of it to be told", async () => (await edge.outbox()) === 0);
  };
  await send(WARM_UP);
  const worker = await edge.process.workerPid();
  const before = cpuMs(worker);
  await send(EVENTS);
  return (cpuMs(worker) - before) / EVENTS;
}

/** Of an edge that does nothing but look. */
async function perProbe(scene: Scene, sink: Sink): Promise<number> {
  const path = "/probed";
  const probes = Array.from({ length: PROBES }, (_, index) => {
    const often = `interval: ${PROBE_SECONDS}s, timeout: 4s, regions: [weur]`;
    return `  - { name: p${index}, module: http_2xx, target: "${sink.url}${path}", ${often} }`;
  });
  const edge = await startFarwatch(scene, sink, { edge: `probes:\n${probes.join("\n")}\n` });
  // A probe's first result is written and told; what it takes each time comes after.
  await until("each probe to have run", () => sink.requests(path) >= 2 * PROBES, { timeoutMs: 90_000 });
  const worker = await edge.process.workerPid();
  const [cpu, runs] = [cpuMs(worker), sink.requests(path)];
  await sleep(PROBING_MS);
  return (cpuMs(worker) - cpu) / (sink.requests(path) - runs);
}
