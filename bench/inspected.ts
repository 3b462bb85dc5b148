import { freePort } from "../test/e2e/harness/free-port.ts";
import { Scene } from "../test/e2e/harness/scene.ts";
import { alertOf, Resends } from "./alerts.ts";
import { type Edge, startFarwatch } from "./contestants.ts";
import { edgeProgram } from "./edge-program.ts";
import { type Hot, hottest, Inspector } from "./inspector.ts";
import { CONNECTIONS, Load } from "./load.ts";
import type { Sink } from "./sink.ts";
import { instances, stormAndSettle } from "./storm.ts";

const HOT = 12;
const SINGLES_MS = 4_000;

export interface Profiles {
  readonly storm: readonly Hot[];
  readonly singles: readonly Hot[];
}

/** JS heap in MiB with so many alerts active, each told. */
export function measureHeap(sink: Sink, alerts: number): Promise<number> {
  return inspected(sink, async (edge, inspector) => {
    await stormAndSettle(edge, sink, alerts);
    return inspector.heapMiB();
  });
}

/** Where the worker's time goes in a storm, and in posts of one alert. */
export function profile(sink: Sink, alerts: number): Promise<Profiles> {
  return inspected(sink, async (edge, inspector) => {
    const stormProfile = await inspector.profile(() => stormAndSettle(edge, sink, alerts));
    const load = new Load(edge.target, CONNECTIONS);
    const bodies = new Resends(instances(alerts).map(alertOf), 1);
    try {
      await load.run(SINGLES_MS / 2, () => bodies.next(Date.now()));
      const singles = await inspector.profile(() => load.run(SINGLES_MS, () => bodies.next(Date.now())));
      return { storm: hottest(stormProfile, HOT), singles: hottest(singles, HOT) };
    } finally {
      await load.stop();
    }
  });
}

/** An edge of its own: an inspector slows what it looks into. */
async function inspected<T>(sink: Sink, work: (edge: Edge, inspector: Inspector) => Promise<T>): Promise<T> {
  const scene = new Scene();
  try {
    const port = await freePort();
    const program = edgeProgram({ workerdFlags: [`--inspector-addr=127.0.0.1:${port}`] });
    const edge = await startFarwatch(scene, sink, { program });
    const inspector = await Inspector.open(port);
    try {
      return await work(edge, inspector);
    } finally {
      inspector.close();
    }
  } finally {
    await scene.end();
  }
}
