import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Scene } from "../test/e2e/harness/scene.ts";
import { until } from "../test/e2e/harness/until.ts";
import { alertOf, type PostableAlert, Resends } from "./alerts.ts";
import { startFarwatch } from "./contestants.ts";
import { edgeProgram } from "./edge-program.ts";
import { Load } from "./load.ts";
import type { Sink } from "./sink.ts";
import type { Work } from "./work-meter.ts";

/** Nothing of an event is left to do so long after its delivery: answers are settled in groups. */
const SETTLED_MS = 300;

/** A group's ticks pass by the first two events, and the third waits for one. */
const GROUP_INTERVAL = "10s";

export interface EventWork {
  readonly told: Work;
  readonly again: Work;
  readonly resolved: Work;
}

/** What one alert costs its router, from its first post to its end. */
export async function measureWork(sink: Sink): Promise<EventWork> {
  const scene = new Scene();
  try {
    const program = edgeProgram({ entry: join(import.meta.dirname, "counting-worker.ts") });
    const edge = await startFarwatch(scene, sink, { program, groupInterval: GROUP_INTERVAL });
    const caller = await scene.add(edge.process.as("operator"));
    const load = await scene.add(new Load(edge.target, 1));
    const taken = async () => JSON.parse((await caller.get("/bench/work")).text) as Work;
    const post = async (alert: PostableAlert, isOver: () => Promise<boolean>) => {
      await taken();
      const body = new Resends([alert], 1);
      await load.send(1, () => body.next(Date.now()));
      await until("the work to be done", async () => (await isOver()) && (await edge.outbox()) === 0);
      await sleep(SETTLED_MS);
      return taken();
    };
    const alert = alertOf("rows");
    const isTold = async () => sink.count(edge.told) > 0;
    const told = await post(alert, isTold);
    const again = await post(alert, isTold);
    const heard = sink.requests(edge.told);
    const over = { ...alert, endsAt: new Date().toISOString() };
    const resolved = await post(over, async () => sink.requests(edge.told) > heard);
    return { told, again, resolved };
  } finally {
    await scene.end();
  }
}
