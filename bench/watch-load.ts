import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEdge } from "../src/cli/edge.ts";

export interface Load {
  readonly probes: number;
  readonly intervalMs: number;
  readonly targetDelayMs: number;
  readonly measureMs: number;
}

export interface Pace {
  /** Runs that were asked of the prober. */
  readonly wantedPerSecond: number;
  /** Requests that reached the target: one for each run, as long as none is down. */
  readonly perSecond: number;
  /** Probes that were found down: each failing run looks twice, so the figure counts only where this is 0. */
  readonly down: number;
}

/** Starts the local edge with `probes` HTTP probes of one region against a server of its own, and counts what arrives. */
export async function measureProber(load: Load, log: (line: string) => void): Promise<Pace> {
  const dir = await mkdtemp(join(tmpdir(), "farwatch-bench-"));
  const target = await startTarget(load.targetDelayMs);
  let down = 0;
  try {
    await writeConfig(join(dir, "config"), load, target.port);
    const edge = await startEdge({
      ...{ config: join(dir, "config"), state: join(dir, "state") },
      ...{ host: "127.0.0.1", port: 0, uiPort: 0, allowPrivate: true, env: process.env },
      // The worker logs each probe's changes.
      stdout: (text) => {
        down += text.split('"seen":"failed"').length - 1;
      },
      stderr: (text) => log(text.slice(0, 300).trimEnd()),
    });
    try {
      log(`edge up, ${load.probes} probes each ${load.intervalMs / 1000} s: first start`);
      await target.firstRequest();
      // A probe's first result is written, told and logged; what is sustained comes after.
      while (target.count() < 2 * load.probes) await pause(500);
      log("every probe has run twice: measuring");
      return {
        wantedPerSecond: (load.probes * 1000) / load.intervalMs,
        perSecond: await rate(load, target.count),
        down,
      };
    } finally {
      await edge.stop();
    }
  } finally {
    await target.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function rate({ measureMs }: Load, count: () => number): Promise<number> {
  const [before, from] = [count(), performance.now()];
  await pause(measureMs);
  return ((count() - before) * 1000) / (performance.now() - from);
}

async function startTarget(delayMs: number) {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    setTimeout(() => response.end("ok"), delayMs);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen on 127.0.0.1");
  return {
    port: address.port,
    count: () => requests,
    // A prober's first tick comes with the edge's minute.
    firstRequest: () => once(server, "request", { signal: AbortSignal.timeout(90_000) }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function writeConfig(dir: string, { probes, intervalMs }: Load, port: number): Promise<void> {
  await mkdir(dir);
  await writeFile(join(dir, "routing.yaml"), "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
  const lines = Array.from({ length: probes }, (_, index) => {
    const schedule = `interval: ${intervalMs / 1000}s, timeout: 4s, regions: [weur]`;
    return `  - {name: p${index}, module: http_2xx, target: "http://127.0.0.1:${port}/", ${schedule}}`;
  });
  await writeFile(join(dir, "edge.yaml"), ["probes:", ...lines, ""].join("\n"));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
