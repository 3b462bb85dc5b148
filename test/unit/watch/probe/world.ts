import { connect } from "node:net";
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { ProbeConfig, ProbeModule } from "../../../../src/config/config.ts";
import type { Connection, ProbeWorld } from "../../../../src/watch/probe/probe.ts";

export interface TestWorld extends ProbeWorld {
  readonly steps: string[];
  /** Connections that are still open. */
  open(): number;
}

/** The real network of this machine; `changes` stand in for parts of it. */
export function testWorld(changes: Partial<ProbeWorld> = {}): TestWorld {
  const steps: string[] = [];
  let opened = 0;
  return {
    fetch: (url, init) => fetch(url, init),
    fetchWithCertificate: () => undefined,
    connect(address) {
      opened++;
      return connection(address, () => opened--);
    },
    resolve: async () => undefined,
    secret: (ref) => ("value" in ref ? ref.value : undefined),
    allowPrivate: true,
    now: () => Date.now(),
    signal: AbortSignal.timeout(5_000),
    step: (text) => steps.push(text),
    steps,
    open: () => opened,
    ...changes,
  };
}

/** A socket of Node as `cloudflare:sockets` hands it out. */
function connection(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  onClose: () => void,
): Connection {
  const socket = connect(port, hostname);
  const { promise: opened, resolve, reject } = Promise.withResolvers<unknown>();
  const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
  socket.once("connect", resolve).on("error", reject);
  socket.once("close", () => {
    onClose();
    onClosed();
  });
  opened.catch(() => {});
  onTestFinished(() => void socket.destroy());
  return {
    // The two worlds declare the same streams apart from each other.
    readable: Readable.toWeb(socket) as unknown as ReadableStream<Uint8Array>,
    writable: Writable.toWeb(socket) as unknown as WritableStream<Uint8Array>,
    opened,
    close() {
      socket.destroy();
      return closed;
    },
  };
}

export function probe(module: ProbeModule, target: string): ProbeConfig {
  return {
    name: "test",
    module,
    target,
    intervalMs: 60_000,
    timeoutMs: 5_000,
    regions: ["weur"],
    failures: 1,
    labels: {},
    muteTimeIntervals: [],
  };
}
