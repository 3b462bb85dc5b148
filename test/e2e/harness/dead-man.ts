import { setTimeout as sleep } from "node:timers/promises";
import { Bastion, INTERVAL_MS } from "./bastion.ts";
import { Scene } from "./scene.ts";

/** From the kill of the whole machine to the page, at the most. */
export const PAGE_WITHIN_MS = 60_000;

/** The machine's programs start again, and Prometheus evaluates its rule anew. */
export const RESOLVE_WITHIN_MS = 60_000;

export interface DeadManRun {
  readonly pageMs: number;
  readonly resolveMs: number;
  /** Names of all that fired in any notification, in order. */
  readonly pages: readonly string[];
}

/**
 * Kills Prometheus and Alertmanager by `kill -9`, waits for the page, starts them again and waits for its end. `phase`,
 * 0 to 1, is where between two pings the kill falls.
 */
export async function deadManRun(phase: number): Promise<DeadManRun> {
  const scene = new Scene();
  try {
    const bastion = await Bastion.start(scene);
    await sleep(phase * INTERVAL_MS);
    const killedAt = Date.now();
    await Promise.all([bastion.killPrometheus(), bastion.killAlertmanager()]);
    const page = await bastion.untilPaged("HeartbeatMissing", 2 * PAGE_WITHIN_MS);
    const restartedAt = Date.now();
    await Promise.all([bastion.startAlertmanager(), bastion.startPrometheus()]);
    const resolve = await bastion.untilResolved(RESOLVE_WITHIN_MS);
    const pages = bastion.pages().flatMap(({ alerts }) => alerts);
    return { pageMs: page.at - killedAt, resolveMs: resolve.at - restartedAt, pages };
  } finally {
    await scene.end();
  }
}
