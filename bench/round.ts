import { Scene } from "../test/e2e/harness/scene.ts";
import { until } from "../test/e2e/harness/until.ts";
import { alertOf, BATCH, Resends } from "./alerts.ts";
import { type Contestant, startFarwatch, startPeer } from "./contestants.ts";
import { startHello } from "./hello.ts";
import { idleLatencies } from "./latency.ts";
import { Load } from "./load.ts";
import { rssMiB } from "./process.ts";
import { SILENCES, silenceOf } from "./silences.ts";
import type { Sink } from "./sink.ts";
import { percentile } from "./stats.ts";
import { instances, storm, stormAndSettle } from "./storm.ts";

/** As many alerts as one router is meant to hold, and as few as a lab has. */
export const MANY = 10_000;
export const FEW = 10;

/** Of a load, as wrk had when the goals were set. */
export const CONNECTIONS = 20;

/** Posts of one new alert each: few beside the 10,000, and not many beside the 10. */
const NEW_ALERTS = 600;
const NEW_WARM_UP = 200;

export interface Effort {
  /** How long each load lasts, after half as long a warm-up. */
  readonly loadMs: number;
  readonly latencies: number;
}

/** What one contestant did in one round. */
export interface Figures {
  readonly idleP50Ms: number;
  readonly idleP99Ms: number;
  readonly stormSeconds: number;
  readonly rssMiB: number;
  readonly alertsPerSecond: number;
  readonly singlesPerSecond: number;
  /** The same while few alerts are active. */
  readonly fewSinglesPerSecond: number;
  /** The same while many are, and `SILENCES` are in force. */
  readonly silencedSinglesPerSecond: number;
  /** Posts of one new alert each, while few are active; and while many are, and `SILENCES` are in force. */
  readonly fewNewPerSecond: number;
  readonly silencedNewPerSecond: number;
}

export interface Round {
  readonly helloPerSecond: number;
  readonly farwatch: Figures;
  readonly alertmanager?: Figures;
}

/** The same program twice: the one is filled, the other nearly empty. */
interface Pair {
  readonly many: Contestant;
  readonly few: Contestant;
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
    const pairs: Pair[] = [];
    for (const one of start)
      pairs.push({ many: await one(scene, sink), few: await one(scene, sink), found: {} });
    const hello = await scene.add(new Load(await startHello(scene), CONNECTIONS));
    for (const [what, measure] of Object.entries(measures)) {
      say(what);
      for (const pair of pairs) Object.assign(pair.found, await measure(pair, sink, effort));
    }
    // The singles came just before.
    say("hello");
    const helloPerSecond = await paceOf(hello, effort, () => null);
    // Each measure has set its own.
    const [farwatch, alertmanager] = pairs.map(({ found }) => found as Figures);
    if (farwatch === undefined) throw new Error("Cannot play a round without the edge");
    return { helloPerSecond, farwatch, ...(alertmanager && { alertmanager }) };
  } finally {
    await scene.end();
  }
}

type Measure = (pair: Pair, sink: Sink, effort: Effort) => Promise<Partial<Figures>>;

/** In the order in which each contestant goes through them. */
const measures: Readonly<Record<string, Measure>> = {
  "latency on an idle machine": async ({ many }, sink, { latencies }) => {
    const all = await idleLatencies(many, sink, latencies);
    return { idleP50Ms: percentile(all, 0.5), idleP99Ms: percentile(all, 0.99) };
  },
  "10,000 new alerts": async ({ many }, sink) => {
    const stormSeconds = await stormAndSettle(many, sink, MANY);
    return { stormSeconds, rssMiB: rssMiB(await many.pids()) };
  },
  "batches of 64": async ({ many }, _, effort) => ({
    alertsPerSecond: BATCH * (await resend(many, BATCH, MANY - (MANY % BATCH), effort)),
  }),
  "one alert at a time, 10 active": async ({ few }, sink, effort) => {
    await storm(few, sink, FEW);
    // The other has had its batches to get warm by.
    await resend(few, 1, FEW, effort);
    return { fewSinglesPerSecond: await resend(few, 1, FEW, effort) };
  },
  "one alert at a time": async ({ many }, _, effort) => ({
    singlesPerSecond: await resend(many, 1, MANY, effort),
  }),
  "one alert at a time, 1,000 silences": async ({ many }, _, effort) => {
    await silence(many);
    return { silencedSinglesPerSecond: await resend(many, 1, MANY, effort) };
  },
  "one new alert at a time, 10 active; and 1,000 silences": async ({ few, many }) => ({
    fewNewPerSecond: await postNew(few),
    silencedNewPerSecond: await postNew(many),
  }),
};

async function silence({ silences }: Contestant): Promise<void> {
  const load = new Load(silences, 1);
  let number = 0;
  try {
    await load.send(SILENCES, () => JSON.stringify(silenceOf(number++, Date.now())));
  } finally {
    await load.stop();
  }
}

/** Requests a second that bring a new alert each. */
async function postNew(contestant: Contestant): Promise<number> {
  const load = new Load(contestant.target, CONNECTIONS);
  const alerts = Array.from({ length: NEW_WARM_UP + NEW_ALERTS }, (_, number) => alertOf(`new-${number}`));
  const bodies = new Resends(alerts, 1);
  try {
    await load.send(NEW_WARM_UP, () => bodies.next(Date.now()));
    const from = performance.now();
    await load.send(NEW_ALERTS, () => bodies.next(Date.now()));
    const perSecond = (NEW_ALERTS * 1000) / (performance.now() - from);
    await until("the new ones to be told", async () => (await contestant.outbox()) === 0);
    return perSecond;
  } finally {
    await load.stop();
  }
}

/** Requests a second that send the alerts of a storm again, `size` in each. */
async function resend({ target }: Contestant, size: number, alerts: number, effort: Effort): Promise<number> {
  const load = new Load(target, CONNECTIONS);
  const bodies = new Resends(instances(alerts).map(alertOf), size);
  try {
    return await paceOf(load, effort, () => bodies.next(Date.now()));
  } finally {
    await load.stop();
  }
}

async function paceOf(load: Load, { loadMs }: Effort, body: () => string | null): Promise<number> {
  await load.run(loadMs / 2, body);
  return (await load.run(loadMs, body)).perSecond;
}
