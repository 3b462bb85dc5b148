import { setTimeout as sleep } from "node:timers/promises";
import { RETRY_JITTER, RETRY_MAX_MS } from "../../../src/notify/retry.ts";
import { Poster } from "../harness/poster.ts";
import { randomFrom } from "../harness/random.ts";
import { Scene } from "../harness/scene.ts";
import { StandIn } from "../harness/stand-in.ts";
import { clock } from "./clock.ts";
import { Ledger } from "./ledger.ts";
import type { SoakOptions } from "./options.ts";
import { planOf } from "./plan.ts";
import { answerOf, RECEIVERS, routing, Takings } from "./providers.ts";
import { allowedRepeats, unexplained } from "./repeats.ts";
import type { SoakResult } from "./result.ts";
import { stream } from "./stream.ts";
import { VictimEdge } from "./victim-edge.ts";

const PROGRESS_EVERY_MS = 10_000;
const POLL_MS = 250;

/** Waits double, so what failed all the time comes again after as long once more, and a margin for the backlog. */
const DRAIN_MARGIN_MS = 60_000;

function drainMs(lastsMs: number): number {
  return Math.min(lastsMs, RETRY_MAX_MS) * (1 + RETRY_JITTER) + DRAIN_MARGIN_MS;
}

/** Plays a soak on an edge of its own, and says how it goes by `say`. */
export async function soak({ minutes, seed }: SoakOptions, say: (line: string) => void): Promise<SoakResult> {
  const scene = new Scene();
  const lastsMs = minutes * 60_000;
  const plan = planOf(lastsMs, randomFrom(seed));
  const startedAt = Date.now();
  const elapsed = () => Date.now() - startedAt;
  try {
    const provider = await scene.add(new StandIn(({ path }) => answerOf(path, plan, elapsed())).start());
    const edge = await VictimEdge.start(scene, routing(provider.url));
    const ledger = new Ledger(RECEIVERS);
    const takings = new Takings(provider, ledger);
    const webhook = new Poster(await scene.add(edge.as("alertmanager")));
    const api = new Poster(await scene.add(edge.as("prometheus")));
    const tell = () => {
      takings.enter();
      say(
        `${clock(elapsed())} accepted ${ledger.accepted}, delivered ${ledger.delivered}, kills ${edge.killedAt.length}`,
      );
    };
    const progress = setInterval(tell, PROGRESS_EVERY_MS);
    try {
      const posterOf = (door: "webhook" | "api") => (door === "api" ? api : webhook);
      await Promise.all([
        stream(posterOf, ledger, randomFrom(seed + 1), startedAt + lastsMs),
        edge.suffer(plan.kills, startedAt),
      ]);
      const deadline = Date.now() + drainMs(lastsMs);
      do {
        await sleep(POLL_MS);
        takings.enter();
      } while (ledger.lost().length > 0 && Date.now() < deadline);
    } finally {
      clearInterval(progress);
    }
    return {
      ...{ seed, accepted: ledger.accepted, retried: webhook.retries + api.retries },
      ...{ delivered: ledger.delivered, lost: ledger.lost(), kills: edge.kills },
      repeats: ledger.repeats().length,
      allowedRepeats: allowedRepeats(edge.killedAt.length),
      unexplained: unexplained(ledger.repeats(), edge.killedAt),
      worstMs: Object.fromEntries(RECEIVERS.map((one) => [one, ledger.worstLatencyMs(one)])),
      faults: edge.faults(),
    };
  } finally {
    await scene.end();
  }
}
