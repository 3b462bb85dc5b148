import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { hasAlertmanager } from "./harness/alertmanager.ts";
import { Bastion, GRACE_MS, INTERVAL_MS } from "./harness/bastion.ts";
import { PAGE_WITHIN_MS } from "./harness/dead-man.ts";
import { hasPrometheus } from "./harness/prometheus.ts";
import { Scene } from "./harness/scene.ts";

/** Alertmanager repeats a dead Prometheus's Watchdog for a minute, then the heartbeat's own time begins. */
const WITHOUT_PROBES_MS = 150_000;

interface Case {
  readonly name: string;
  readonly isProbed: boolean;
  readonly harm: (bastion: Bastion) => Promise<void>;
  readonly says: string;
  readonly withinMs: number;
}

const cases: readonly Case[] = [
  {
    name: "Prometheus, seen by a probe",
    isProbed: true,
    harm: (bastion) => bastion.killPrometheus(),
    says: "PrometheusDown",
    withinMs: PAGE_WITHIN_MS,
  },
  {
    name: "Prometheus, with nothing but the heartbeat",
    isProbed: false,
    harm: (bastion) => bastion.killPrometheus(),
    says: "HeartbeatMissing",
    withinMs: WITHOUT_PROBES_MS,
  },
  {
    name: "Alertmanager",
    isProbed: true,
    harm: (bastion) => bastion.killAlertmanager(),
    says: "AlertPipelineBroken",
    withinMs: 2 * PAGE_WITHIN_MS,
  },
  {
    name: "the path of the probes",
    isProbed: true,
    harm: (bastion) => bastion.closePaths(),
    says: "BastionUnreachable",
    withinMs: 2 * PAGE_WITHIN_MS,
  },
];

/** Long enough for a second opinion to be told, if there were one. */
const AFTERWARDS_MS = (2 * (INTERVAL_MS + GRACE_MS)) / 3;

async function run({ isProbed, harm, says, withinMs }: Case): Promise<{ ms: number; pages: string[] }> {
  const scene = new Scene();
  try {
    const bastion = await Bastion.start(scene, { isProbed });
    const harmedAt = Date.now();
    await harm(bastion);
    const page = await bastion.untilPaged(says, withinMs + PAGE_WITHIN_MS);
    await sleep(AFTERWARDS_MS);
    return { ms: page.at - harmedAt, pages: bastion.pages().flatMap(({ alerts }) => alerts) };
  } finally {
    await scene.end();
  }
}

describe.skipIf(!hasAlertmanager || !hasPrometheus)(
  "what died is named, in time and by one page alone",
  () => {
    // They mostly wait, so they wait together.
    it.concurrent.for(cases)("$name", { timeout: 2 * WITHOUT_PROBES_MS }, async (one) => {
      const { ms, pages } = await run(one);
      process.stdout.write(`${one.says} of ${one.name}: page after ${(ms / 1000).toFixed(1)} s\n`);
      expect(pages).toEqual([one.says]);
      expect(ms).toBeLessThanOrEqual(one.withinMs);
    });
  },
);
