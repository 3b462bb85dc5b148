import { freePort } from "../test/e2e/harness/free-port.ts";
import { Scene } from "../test/e2e/harness/scene.ts";
import { until } from "../test/e2e/harness/until.ts";
import { startFarwatch } from "./contestants.ts";
import { edgeProgram } from "./edge-program.ts";
import { Inspector } from "./inspector.ts";
import type { Sink } from "./sink.ts";
import { storm } from "./storm.ts";

/** JS heap with so many alerts active, each told: by an edge of its own, as an inspector slows what it looks into. */
export async function measureHeap(sink: Sink, alerts: number): Promise<number> {
  const scene = new Scene();
  try {
    const port = await freePort();
    const program = edgeProgram({ workerdFlags: [`--inspector-addr=127.0.0.1:${port}`] });
    const edge = await startFarwatch(scene, sink, { program });
    await storm(edge, sink, alerts);
    await until("all of it to be written", async () => (await edge.outbox()) === 0, { timeoutMs: 60_000 });
    const inspector = await Inspector.open(port);
    try {
      return await inspector.heapMiB();
    } finally {
      inspector.close();
    }
  } finally {
    await scene.end();
  }
}
