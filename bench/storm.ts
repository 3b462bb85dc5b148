import { until } from "../test/e2e/harness/until.ts";
import { alertOf, BATCH, Resends } from "./alerts.ts";
import type { Contestant } from "./contestants.ts";
import { Load } from "./load.ts";
import type { Sink } from "./sink.ts";

/** Prometheus has one connection; several of them, and a pair's other half, have more. */
const CONNECTIONS = 8;

/** Prometheus spreads its rule groups over this interval. */
const EVALUATION_MS = 60_000;

/** Names of the alerts of a storm. */
export function instances(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `host-${index}`);
}

/**
 * Seconds from the first post of `count` new alerts until each has been told by a notification of its own. Their last
 * evaluations lie in the whole interval, so that later ends are due to be stored at any time alike, and not all at once.
 */
export async function storm({ target, told }: Contestant, sink: Sink, count: number): Promise<number> {
  const alerts = instances(count).map(alertOf);
  const posts = new Resends(alerts, BATCH);
  const load = new Load(target, CONNECTIONS);
  const before = sink.count(told);
  try {
    const from = performance.now();
    let sent = 0;
    await load.send(posts.count, () => posts.next(Date.now() - (EVALUATION_MS * sent++) / posts.count));
    return ((await sink.heardOf(told, before + count)) - from) / 1000;
  } finally {
    await load.stop();
  }
}

/** The same, and what was told is written too. */
export async function stormAndSettle(contestant: Contestant, sink: Sink, count: number): Promise<number> {
  const seconds = await storm(contestant, sink, count);
  await until("all of it to be written", async () => (await contestant.outbox()) === 0, {
    timeoutMs: 60_000,
  });
  return seconds;
}
