import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { SETTLE_WINDOW_MS } from "../../src/router/courier.do.ts";
import { MAX_SENDS_IN_FLIGHT } from "../../src/router/send-queue.ts";
import { forwardTo, hasAlertmanager, startAlertmanager } from "./harness/alertmanager.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { Poster } from "./harness/poster.ts";
import { randomFrom, randomSeed, shuffled } from "./harness/random.ts";
import { Scene } from "./harness/scene.ts";
import { type Recorded, StandIn } from "./harness/stand-in.ts";
import { until } from "./harness/until.ts";
import { bodyOf, type WebhookAlert, type WebhookBody, webhookAlert, webhookBody } from "./harness/webhook.ts";

const GROUPS = 200;
const ALERTS_PER_GROUP = 10;
const WORKER_KILLS = 5;
const KILLS = WORKER_KILLS + 1;
const RECEIVERS = ["/first", "/second"] as const;

/** Between two posts: the edge takes them far faster, and the kills shall fall among them. */
const POST_EVERY_MS = 25;

/** How long a provider takes. Long against the settle window, so that a slot answers at most once in it. */
const PROVIDER_MS = 80;

/** The share of sends that the provider refuses for the moment: waiting rows must survive a kill too. */
const PROVIDER_FAILURES = 0.05;

/** What a commit may take on a busy machine, beside the settle window that comes before it. */
const COMMIT_MS = 100;

/**
 * What a kill may repeat: every send that was in flight, and of every slot those answers that no commit holds yet. An
 * answer waits for the settle window and its commit, and in that time each slot can be answered this often.
 */
const ANSWERED_PER_SLOT = Math.ceil((SETTLE_WINDOW_MS + COMMIT_MS) / PROVIDER_MS);
const MAX_REPEATS_PER_KILL = MAX_SENDS_IN_FLIGHT * (1 + ANSWERED_PER_SLOT);

/** A repeated delivery came first no longer before the kill than it took to be answered and settled; a busy machine adds. */
const UNSETTLED_MS = PROVIDER_MS + SETTLE_WINDOW_MS + 2 * COMMIT_MS;
/** After the front, its worker lives until the guard has seen it. */
const GUARD_LAG_MS = 200;

const seed = Number(process.env["FARWATCH_LOSS_SEED"] ?? randomSeed());

describe("kill -9", () => {
  const scene = new Scene();
  afterAll(() => scene.end());

  it("of the worker five times and of the front once loses no alert that was answered 2xx", async () => {
    const random = randomFrom(seed);
    const answer = () => ({ status: random() < PROVIDER_FAILURES ? 503 : 200, delayMs: PROVIDER_MS });
    const provider = await scene.add(new StandIn(answer).start());
    const options = { routing: routing(provider.url), state: "loss" };
    let edge = await startEdgeProcess(scene, options);
    const { port } = edge;
    const poster = new Poster(await scene.add(edge.as("alertmanager")));
    const workers = new Set<number>();
    const killedAt: number[] = [];
    let said = "";
    const startedAt = Date.now();

    const bodies = storyOf(random);
    const posting = postAll(bodies, poster);
    for (const { at, victim } of killsOf(bodies.length, random)) {
      await until(`body ${at} to be accepted`, () => poster.accepted >= at, { seen: () => edge.output() });
      await sleep(random() * 150);
      expect(poster.accepted, "posting goes on").toBeLessThan(bodies.length);
      workers.add(await kill(edge, victim));
      killedAt.push(Date.now());
      if (victim !== "front") continue;
      said += edge.output();
      edge = await startEdgeProcess(scene, { ...options, port });
    }
    await posting;
    const expected = lastStates(bodies);
    await until(
      "every alert's last state at every receiver",
      () => missing(provider, expected).length === 0,
      {
        timeoutMs: 45_000,
        seen: () => ({
          seed,
          missing: missing(provider, expected).slice(0, 20),
          edge: edge.output().slice(-3_000),
        }),
      },
    );
    const scraper = await scene.add(edge.as("prometheus"));
    await until("an empty outbox", async () => (await scraper.metric("farwatch_outbox_depth")) === 0);

    const repeats = RECEIVERS.flatMap((path) => repeatsOf(deliveriesOf(provider, path)));
    const perKill = repeatsPerKill(repeats, killedAt);
    process.stdout.write(
      `loss: seed ${seed}; ${expected.size} alerts in ${bodies.length} bodies, ${poster.retries} tries repeated; ` +
        `${provider.requests.length} deliveries, ${repeats.length} of them repeats: ${perKill.join(" + ")} after each kill ` +
        `(at most ${MAX_REPEATS_PER_KILL}); ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`,
    );
    expect(missing(provider, expected)).toEqual([]);
    expect(expected.size).toBe(GROUPS * ALERTS_PER_GROUP);
    expect(workers.size).toBe(KILLS);
    expect(said + edge.output(), "the edge's log").not.toMatch(/"level":"error"|uncaught/);
    expect(Math.max(...perKill)).toBeLessThanOrEqual(MAX_REPEATS_PER_KILL);
  }, 120_000);

  it.skipIf(!hasAlertmanager)(
    "what a real Alertmanager posts while nobody is there arrives after the next start",
    async () => {
      const provider = await scene.add(new StandIn().start());
      const options = { routing: routing(provider.url), state: "away" };
      const before = await startEdgeProcess(scene, options);
      const alertmanager = await startAlertmanager(scene, {
        config: forwardTo(before, { client: "alertmanager" }),
      });
      await before.killAll();
      await alertmanager.post({ labels: { alertname: "Away", group: "away" } });
      await until("its first failure", () => alertmanager.output().includes("will retry later"), {
        seen: alertmanager.output,
      });
      await startEdgeProcess(scene, { ...options, port: before.port });
      const pathsTold = () => provider.delivered.map(({ path }) => path).sort();
      await until("both receivers to be told", () => pathsTold().length === 2, { seen: alertmanager.output });
      expect(pathsTold()).toEqual(["/first", "/second"]);
    },
  );
});

/** Each group's life as Alertmanager would post it: half its alerts, all of them, and then some of them resolved. */
function storyOf(random: () => number): readonly WebhookBody[] {
  // The same order in each round leaves each group time for its own tick between two of its bodies.
  const groups = shuffled(
    Array.from({ length: GROUPS }, (_, index) => groupOf(`group ${index}`, random)),
    random,
  );
  return [0, 1, 2].flatMap((round) =>
    groups.map((group) => group[round]).filter((body) => body !== undefined),
  );
}

function groupOf(group: string, random: () => number): readonly WebhookBody[] {
  const labels = (index: number) => ({ alertname: "Loss", group, instance: `host-${index}` });
  const firing = Array.from({ length: ALERTS_PER_GROUP }, (_, index) => webhookAlert(labels(index)));
  const ends = random() < 0.2 ? 1 : random();
  const later = firing.map((alert) => (random() < ends ? resolved(alert) : alert));
  const states = [firing.slice(0, ALERTS_PER_GROUP / 2), firing, later];
  return states.map((alerts) => webhookBody(alerts, { group }));
}

function resolved(alert: WebhookAlert): WebhookAlert {
  return { ...alert, status: "resolved", endsAt: new Date().toISOString() };
}

/** After how many accepted bodies who is killed: anywhere but at the very ends, and never two at the same moment. */
function killsOf(bodies: number, random: () => number) {
  const victims = shuffled<"worker" | "front">([...Array(WORKER_KILLS).fill("worker"), "front"], random);
  const span = Math.floor((bodies * 0.9) / KILLS);
  return victims.map((victim, index) => ({ victim, at: Math.floor((index + random()) * span) + 10 }));
}

/** The pid of the worker that died. */
async function kill(edge: EdgeProcess, victim: "worker" | "front"): Promise<number> {
  if (victim === "worker") return edge.killWorker();
  const pid = await edge.workerPid();
  await edge.killFront();
  return pid;
}

/** Bodies of one group go one after the other, as an Alertmanager's flushes do; groups do not wait for each other. */
async function postAll(bodies: readonly WebhookBody[], poster: Poster): Promise<void> {
  const last = new Map<string, Promise<void>>();
  for (const body of bodies) {
    const before = last.get(body.groupKey) ?? Promise.resolve();
    const posted = before.then(() => poster.post(body));
    posted.catch(() => {}); // told by the `all` below
    last.set(body.groupKey, posted);
    await sleep(POST_EVERY_MS);
  }
  await Promise.all(last.values());
}

function lastStates(bodies: readonly WebhookBody[]): ReadonlyMap<string, string> {
  const alerts = bodies.flatMap((body) => body.alerts);
  return new Map(alerts.map(({ fingerprint, status }) => [fingerprint, status]));
}

/** What the provider took, in order; of a kill's sends it may have taken some that nobody waited for any more. */
function deliveriesOf(provider: StandIn, path: string): readonly Recorded[] {
  return provider.delivered.filter((one) => one.path === path);
}

/** What a receiver was last told of an alert, with the sender alive to hear that it was taken, where that is not its last state. */
function missing(provider: StandIn, expected: ReadonlyMap<string, string>) {
  return RECEIVERS.flatMap((path) => {
    const told = lastStates(
      deliveriesOf(provider, path)
        .filter(({ heard }) => heard)
        .map(bodyOf),
    );
    return [...expected]
      .filter(([fingerprint, status]) => told.get(fingerprint) !== status)
      .map(([fingerprint, status]) => ({ path, fingerprint, status, told: told.get(fingerprint) }));
  });
}

interface Repeat {
  readonly firstAt: number;
  readonly state: string;
}

/** States of groups that a receiver was told before: no group of this story returns to an earlier one. */
function repeatsOf(deliveries: readonly Recorded[]): readonly Repeat[] {
  const lastAt = new Map<string, number>();
  return deliveries.flatMap((one) => {
    const { groupKey, alerts } = bodyOf(one);
    const state = [
      groupKey,
      ...alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`).sort(),
    ].join(" ");
    const firstAt = lastAt.get(state);
    lastAt.set(state, one.at);
    return firstAt === undefined ? [] : [{ firstAt, state }];
  });
}

/** How many repeats each kill explains; one that none explains is a fault. */
function repeatsPerKill(repeats: readonly Repeat[], killedAt: readonly number[]): number[] {
  const counts = killedAt.map(() => 0);
  for (const { firstAt, state } of repeats) {
    const kill = killedAt.findIndex((at) => at + GUARD_LAG_MS >= firstAt && at - firstAt <= UNSETTLED_MS);
    expect(kill, `a kill while ${state} was under way`).toBeGreaterThanOrEqual(0);
    counts[kill] = (counts[kill] ?? 0) + 1;
  }
  return counts;
}

function routing(url: string): string {
  return `
route:
  receiver: second
  group_by: [group]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 4h
  routes:
    - { receiver: first, continue: true }
    - { receiver: second }
receivers:
  - { name: first, webhook_configs: [{ url: "${url}/first" }] }
  - { name: second, webhook_configs: [{ url: "${url}/second" }] }
`;
}
