import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAST_ANSWERS, MAX_SENDS_PER_RECEIVER } from "../../src/router/send-queue.ts";
import type { Caller } from "./harness/caller.ts";
import { type EdgeProcess, startEdgeProcess } from "./harness/edge.ts";
import { Paths } from "./harness/paths.ts";
import { Scene } from "./harness/scene.ts";
import { until } from "./harness/until.ts";
import { bodyOf, webhookAlert, webhookBody } from "./harness/webhook.ts";

/** The issue's own bound. */
const MAX_DELAY_MS = 1_000;
const WAITING_ROWS = 100;
const PROBES = 40;
const PROBE_PAUSE_MS = 50;

describe("a receiver that hangs", () => {
  let scene: Scene;
  let paths: Paths;
  let edge: EdgeProcess;
  let sender: Caller;
  let scraper: Caller;

  beforeEach(async () => {
    scene = new Scene();
    paths = new Paths();
    await scene.add(paths.start());
    edge = await startEdgeProcess(scene, { routing: routing(paths.url) });
    sender = await scene.add(edge.as("alertmanager"));
    scraper = await scene.add(edge.as("prometheus"));
  });
  afterEach(() => scene.end());

  it(`holds ${MAX_SENDS_PER_RECEIVER} sends and ${WAITING_ROWS} rows, and delays nobody else by more than ${MAX_DELAY_MS} ms`, {
    // A busy machine delays too; what a hanging receiver delays is late each time.
    retry: 2,
  }, async () => {
    // Proven fast, it may hold the most that any receiver may; then it hangs.
    await post(
      "stuck",
      Array.from({ length: FAST_ANSWERS }, (_, index) => `warm ${index}`),
    );
    await until("the receiver to be proven fast", () => paths.delivered("/stuck").length >= 2 * FAST_ANSWERS);
    const calm = await probe("calm");
    paths.script("/stuck", () => "hang");
    const before = paths.requests("/stuck").length;
    await post(
      "stuck",
      Array.from({ length: WAITING_ROWS / 2 }, (_, index) => `row ${index}`),
    );
    await until(
      "all of its sends to hang",
      () => paths.requests("/stuck").length >= before + MAX_SENDS_PER_RECEIVER,
    );

    const isNextWave = () => paths.requests("/stuck").length > before + MAX_SENDS_PER_RECEIVER;
    const beside = await probe("beside", isNextWave);
    const waiting = await scraper.metric("farwatch_outbox_depth");
    process.stdout.write(
      `hanging: ${waiting} rows waiting; ${beside.length} deliveries beside them ${figures(beside)}; ` +
        `${calm.length} without them ${figures(calm)}\n`,
    );
    expect(waiting).toBeGreaterThanOrEqual(WAITING_ROWS);
    expect(Math.max(...beside)).toBeLessThan(MAX_DELAY_MS);
  });

  /** Milliseconds from posting an alert to its arrival at the other receiver, one after the other until it is over. */
  async function probe(name: string, isOver = () => true): Promise<number[]> {
    const delays: number[] = [];
    for (let index = 0; index < PROBES || !isOver(); index++) {
      const group = `${name} ${index}`;
      const startedAt = Date.now();
      await post("prompt", [group]);
      const arrived = await until(`${group} to arrive`, () =>
        paths.delivered("/prompt").find((one) => bodyOf(one).groupLabels["group"] === group),
      );
      delays.push(arrived.at - startedAt);
      await sleep(PROBE_PAUSE_MS);
    }
    return delays;
  }

  async function post(to: string, groups: readonly string[]): Promise<void> {
    const alerts = groups.map((group) => webhookAlert({ alertname: "Isolated", to, group }));
    const reply = await sender.post(
      "/webhook/alertmanager",
      webhookBody(alerts, { alertname: "Isolated", to, group: groups.join() }),
    );
    expect(reply.status).toBe(200);
  }
});

function figures(delays: readonly number[]): string {
  const sorted = delays.toSorted((a, b) => a - b);
  return `p50 ${sorted[Math.floor(sorted.length / 2)]} ms, max ${sorted.at(-1)} ms`;
}

function routing(url: string): string {
  return `
route:
  receiver: prompt
  group_by: [to, group]
  group_wait: 0s
  group_interval: 5m
  repeat_interval: 4h
  routes: [{ matchers: ['to="stuck"'], receiver: stuck }]
receivers:
  - { name: prompt, webhook_configs: [{ url: "${url}/prompt" }] }
  - { name: stuck, webhook_configs: [{ url: "${url}/stuck/a" }, { url: "${url}/stuck/b" }] }
`;
}
