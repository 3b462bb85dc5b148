import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { hasAlertmanager } from "./harness/alertmanager.ts";
import { Bastion, GRACE_MS, INTERVAL_MS } from "./harness/bastion.ts";
import { deadManRun, PAGE_WITHIN_MS, RESOLVE_WITHIN_MS } from "./harness/dead-man.ts";
import { hasPrometheus } from "./harness/prometheus.ts";
import { Scene } from "./harness/scene.ts";

/** Just after a ping, which makes the longest wait, and in the midst between two. */
const PHASES = [0.02, 0.5];

/** How long the edge is away: longer than the interval, so that pings meet nobody. */
const AWAY_MS = 20_000;

const LIMIT_MS = 4 * PAGE_WITHIN_MS + 2 * RESOLVE_WITHIN_MS;

async function inScene(play: (bastion: Bastion) => Promise<void>): Promise<string[]> {
  const scene = new Scene();
  try {
    const bastion = await Bastion.start(scene);
    await play(bastion);
    return bastion.pages().flatMap(({ alerts }) => alerts);
  } finally {
    await scene.end();
  }
}

async function killAndReturn(bastion: Bastion): Promise<void> {
  await bastion.killEdge();
  await sleep(AWAY_MS);
  await bastion.startEdge();
}

// They mostly wait, so they wait together.
/** Long enough for an answer to be written. */
const SETTLED_MS = 2_000;

describe.skipIf(!hasAlertmanager || !hasPrometheus).concurrent("the dead man's switch", () => {
  it("pages within 60 s of the kill of Prometheus and Alertmanager, once, and resolves when they are back", {
    timeout: LIMIT_MS,
  }, async () => {
    const runs = await Promise.all(PHASES.map(deadManRun));
    const worstMs = Math.max(...runs.map(({ pageMs }) => pageMs));
    const worst = `${(worstMs / 1000).toFixed(1)} s`;
    process.stdout.write(`dead man's switch: worst of ${runs.length} pages after ${worst}\n`);
    expect(worstMs).toBeLessThanOrEqual(PAGE_WITHIN_MS);
    for (const { pages } of runs) expect(pages).toEqual(["HeartbeatMissing"]);
  });

  it("whose edge is killed in the midst of an outage pages once", { timeout: LIMIT_MS }, async () => {
    const pages = await inScene(async (bastion) => {
      await Promise.all([bastion.killPrometheus(), bastion.killAlertmanager()]);
      await killAndReturn(bastion);
      await bastion.untilPaged("HeartbeatMissing", 2 * PAGE_WITHIN_MS);
      // A crash before the provider's answer is written may repeat the page, by design: let it be written.
      await sleep(SETTLED_MS);
      await killAndReturn(bastion);
      await sleep(INTERVAL_MS);
    });
    expect(pages).toEqual(["HeartbeatMissing"]);
  });

  it("whose edge is killed while all is well pages nobody", { timeout: LIMIT_MS }, async () => {
    const pages = await inScene(async (bastion) => {
      await killAndReturn(bastion);
      await sleep(INTERVAL_MS + GRACE_MS + INTERVAL_MS);
    });
    expect(pages).toEqual([]);
  });
});
