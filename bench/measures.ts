import { until } from "../test/e2e/harness/until.ts";
import { alertOf, BATCH, Resends } from "./alerts.ts";
import type { Contestant } from "./contestants.ts";
import { syncLatencies } from "./disk.ts";
import type { Figures } from "./figures.ts";
import { idleLatencies } from "./latency.ts";
import { CONNECTIONS, Load } from "./load.ts";
import { rssMiB } from "./process.ts";
import { SILENCES, silenceOf } from "./silences.ts";
import type { Sink } from "./sink.ts";
import { percentile } from "./stats.ts";
import { instances, storm, stormAndSettle } from "./storm.ts";
import { inTurns, type Pace } from "./turns.ts";

/** As many alerts as one router is meant to hold, and as few as a lab has. */
export const MANY = 10_000;
export const FEW = 10;

/** New alerts, one in a request: few beside the 10,000, and not many beside the 10. */
const NEW_WARM_UP = 200;
const NEW_PER_TURN = 100;
const NEW_TURNS = 6;

export interface Effort {
  /** How long each load lasts, after half as long a warm-up. */
  readonly loadMs: number;
  readonly latencies: number;
}

/** The same program twice, the one filled and the other nearly empty; and beside them the load of a bare workerd. */
export interface Pair {
  readonly many: Contestant;
  readonly few: Contestant;
  readonly hello: Load;
}

type Measure = (pair: Pair, sink: Sink, effort: Effort) => Promise<Partial<Figures>>;

/** In the order in which each contestant goes through them. */
export const measures: Readonly<Record<string, Measure>> = {
  "latency on an idle machine": async ({ many }, sink, { latencies }) => {
    const all = await idleLatencies(many, sink, latencies);
    const syncs = await syncLatencies(latencies);
    return {
      idleP50Ms: percentile(all, 0.5),
      idleP99Ms: percentile(all, 0.99),
      syncP99Ms: percentile(syncs, 0.99),
    };
  },
  "10,000 new alerts": async ({ many }, sink) => {
    const stormSeconds = await stormAndSettle(many, sink, MANY);
    return { stormSeconds, rssMiB: rssMiB(await many.pids()) };
  },
  "batches of 64": async ({ many }, _, { loadMs }) => {
    const batches = again(many, MANY - (MANY % BATCH), BATCH);
    const [perSecond = 0] = await inTurns([batches.pace], loadMs).finally(batches.stop);
    return { alertsPerSecond: BATCH * perSecond };
  },
  "one alert at a time, 10,000 active, 10 active, and hello": async (pair, sink, effort) => {
    await storm(pair.few, sink, FEW);
    const bare = (ms: number) => pair.hello.run(ms, () => null);
    const [singles = 0, fewSingles = 0, helloes = 0] = await singlesOf(pair, effort, [bare]);
    return { singlesPerSecond: singles, fewSinglesPerSecond: fewSingles, helloPerSecond: helloes };
  },
  "one alert at a time, 1,000 silences, and none": async (pair, _, effort) => {
    await silence(pair.many);
    const [silenced = 0, unsilenced = 0] = await singlesOf(pair, effort);
    return { silencedSinglesPerSecond: silenced, unsilencedSinglesPerSecond: unsilenced };
  },
  "one new alert at a time, 10 active; and 1,000 silences": newAlerts,
};

/** Requests a second of one alert each: of the many, of the few, of what stands beside them. */
async function singlesOf({ many, few }: Pair, { loadMs }: Effort, beside: readonly Pace[] = []) {
  await catchUp(many);
  const streams = [again(many, MANY, 1), again(few, FEW, 1)];
  try {
    return await inTurns([...streams.map(({ pace }) => pace), ...beside], loadMs);
  } finally {
    for (const { stop } of streams) await stop();
  }
}

/** Sends all once, as their Prometheus would have done all the while that others were measured. */
async function catchUp({ target }: Contestant): Promise<void> {
  const load = new Load(target, CONNECTIONS);
  const bodies = new Resends(instances(MANY).map(alertOf), BATCH);
  await load.send(bodies.count, () => bodies.next(Date.now())).finally(() => load.stop());
}

/**
 * The alerts of a storm, sent again and again, `size` in a request. Their ends stand still while others have their turn:
 * ends are stored once a minute, and that minute shall not be shorter for who waits longer.
 */
function again({ target }: Contestant, count: number, size: number) {
  const load = new Load(target, CONNECTIONS);
  const bodies = new Resends(instances(count).map(alertOf), size);
  let [waited, waitsSince] = [0, Date.now()];
  const pace = async (ms: number) => {
    waited += Date.now() - waitsSince;
    const perSecond = await load.run(ms, () => bodies.next(Date.now() - waited));
    waitsSince = Date.now();
    return perSecond;
  };
  return { pace, stop: () => load.stop() };
}

async function newAlerts({ few, many }: Pair): Promise<Partial<Figures>> {
  const posts = { few: newOnes(few), many: newOnes(many) };
  const spent = { few: 0, many: 0 };
  try {
    for (const { send } of Object.values(posts)) await send(NEW_WARM_UP);
    for (let turn = 0; turn < NEW_TURNS; turn++) {
      spent.few += await posts.few.send(NEW_PER_TURN);
      spent.many += await posts.many.send(NEW_PER_TURN);
    }
  } finally {
    for (const { stop } of Object.values(posts)) await stop();
  }
  const count = 1000 * NEW_TURNS * NEW_PER_TURN;
  return { fewNewPerSecond: count / spent.few, silencedNewPerSecond: count / spent.many };
}

/** Alerts that nobody has seen: milliseconds until so many of them are answered; then until they are told. */
function newOnes({ target, outbox }: Contestant) {
  const load = new Load(target, CONNECTIONS);
  const names = Array.from(
    { length: NEW_WARM_UP + NEW_TURNS * NEW_PER_TURN },
    (_, number) => `new-${number}`,
  );
  const bodies = new Resends(names.map(alertOf), 1);
  const send = async (count: number) => {
    const from = performance.now();
    await load.send(count, () => bodies.next(Date.now()));
    const took = performance.now() - from;
    await until("the new ones to be told", async () => (await outbox()) === 0);
    return took;
  };
  return { send, stop: () => load.stop() };
}

async function silence({ silences }: Contestant): Promise<void> {
  const load = new Load(silences, 1);
  let number = 0;
  try {
    await load.send(SILENCES, () => JSON.stringify(silenceOf(number++, Date.now())));
  } finally {
    await load.stop();
  }
}
