import { SETTLE_WINDOW_MS } from "../../../src/router/courier.do.ts";
import { MAX_SENDS_IN_FLIGHT } from "../../../src/router/send-queue.ts";
import type { Repeat } from "./ledger.ts";

/** How long a provider takes. Long against the settle window, so that a slot answers at most once in it. */
export const PROVIDER_MS = 80;

/** What a commit may take on a busy machine, beside the settle window that comes before it. */
const COMMIT_MS = 100;

/**
 * What a kill may repeat: every send that was in flight, and of every slot those answers that no commit holds yet. An
 * answer waits for the settle window and its commit, and in that time each slot can be answered this often.
 */
const ANSWERED_PER_SLOT = Math.ceil((SETTLE_WINDOW_MS + COMMIT_MS) / PROVIDER_MS);
export const MAX_REPEATS_PER_KILL = MAX_SENDS_IN_FLIGHT * (1 + ANSWERED_PER_SLOT);

/** What was sent before a kill may arrive after it, and a front's worker outlives it until the guard has seen it. */
const LAG_MS = 1_000;

/** Repeats between whose two tellings no kill lies: each of these is a fault. */
export function unexplained(repeats: readonly Repeat[], killedAt: readonly number[]): Repeat[] {
  const isBetween = ({ firstAt, at }: Repeat, kill: number) =>
    kill >= firstAt - LAG_MS && kill <= at + LAG_MS;
  return repeats.filter((repeat) => !killedAt.some((kill) => isBetween(repeat, kill)));
}

/** The most repeats that so many kills can cause. */
export function allowedRepeats(kills: number): number {
  return kills * MAX_REPEATS_PER_KILL;
}
