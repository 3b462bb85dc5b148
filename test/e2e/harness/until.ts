import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for a busy machine, short enough that a test that fails still tells so within its own time. */
export const DEADLINE_MS = 45_000;

const POLL_MS = 20;

/** Asks again and again until `probe` gives a value; fails at the deadline, naming what it waited for and what it saw. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  options: { readonly timeoutMs?: number; readonly seen?: () => unknown } = {},
): Promise<T> {
  const { timeoutMs = DEADLINE_MS, seen } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) {
      const last = seen === undefined ? "" : `; seen: ${JSON.stringify(await seen(), null, 1)}`;
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}${last}`);
    }
    await sleep(POLL_MS);
  }
}
