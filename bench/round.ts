import { Scene } from "../test/e2e/harness/scene.ts";
import { startFarwatch, startPeer } from "./contestants.ts";
import type { Figures } from "./figures.ts";
import { startHello } from "./hello.ts";
import { CONNECTIONS, Load } from "./load.ts";
import { type Effort, measures, type Pair } from "./measures.ts";
import type { Sink } from "./sink.ts";

export interface Round {
  readonly farwatch: Figures;
  readonly alertmanager?: Figures;
}

interface Running extends Pair {
  readonly found: Partial<Figures>;
}

/** Fresh programs; each measure of the one is followed by the same of the other. */
export async function playRound(
  sink: Sink,
  effort: Effort,
  hasPeer: boolean,
  say: (what: string) => void,
): Promise<Round> {
  const scene = new Scene();
  try {
    const start = hasPeer ? [startFarwatch, startPeer] : [startFarwatch];
    const hello = await scene.add(new Load(await startHello(scene), CONNECTIONS));
    const pairs: Running[] = [];
    for (const one of start)
      pairs.push({ many: await one(scene, sink), few: await one(scene, sink), hello, found: {} });
    for (const [what, measure] of Object.entries(measures)) {
      say(what);
      for (const pair of pairs) Object.assign(pair.found, await measure(pair, sink, effort));
    }
    // Each measure has set its own.
    const [farwatch, alertmanager] = pairs.map(({ found }) => found as Figures);
    if (farwatch === undefined) throw new Error("Cannot play a round without the edge");
    return { farwatch, ...(alertmanager && { alertmanager }) };
  } finally {
    await scene.end();
  }
}
