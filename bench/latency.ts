import { setTimeout as sleep } from "node:timers/promises";
import { alertOf, Resends } from "./alerts.ts";
import type { Contestant } from "./contestants.ts";
import { Load } from "./load.ts";
import type { Sink } from "./sink.ts";

/** Between a delivery and the next post: nothing of the one before is left to do. */
export const PAUSE_MS = 20;

/** Connections, code and caches are warm after so many. */
const WARM_UP = 30;

/** Milliseconds from posting a new alert to its arrival at the sink, one after the other on an idle machine. */
export async function idleLatencies(
  { target, told }: Contestant,
  sink: Sink,
  count: number,
): Promise<number[]> {
  const load = new Load(target, 1);
  try {
    const all: number[] = [];
    for (let index = 0; index < WARM_UP + count; index++) {
      const instance = `idle-${index}`;
      const alert = new Resends([alertOf(instance)], 1);
      const from = performance.now();
      await load.send(1, () => alert.next(Date.now()));
      all.push((await sink.arrival(told, instance)) - from);
      await sleep(PAUSE_MS);
    }
    return all.slice(WARM_UP);
  } finally {
    await load.stop();
  }
}
