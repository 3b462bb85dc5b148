import type { Config } from "../config/config.ts";
import type { Env } from "../env.ts";
import type { ProberRpc } from "../watch/prober-rpc.ts";
import { proberIn, runningRegions } from "../watch/region.ts";
import { within } from "../watch/within.do.ts";

/** What has no network to wait for: a prober that takes longer cannot start, and a scrape ends after 10 s. */
export const PROBER_TIMEOUT_MS = 5_000;

/** A look and what other regions say of it: a little under the 30 s that the local edge's front waits for an answer. */
export const LOOK_TIMEOUT_MS = 28_000;

/** Asks the prober of a region; throws when it does, or when it takes longer than `limitMs`. */
export function askProber<T>(
  env: Env,
  region: string,
  ask: (prober: ProberRpc) => Promise<T>,
  limitMs = PROBER_TIMEOUT_MS,
): Promise<T> {
  const message = `The prober of region ${region} did not answer within ${limitMs} ms`;
  return within(limitMs, ask(proberIn(env.PROBER, region)), message);
}

/** What became of the same question to one region. */
export type Asked<T> = { readonly region: string } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }
);

/** Asks every region that runs probes, all at once; one that fails does not keep the others from it. */
export function askProbers<T>(
  env: Env,
  { edge }: Config,
  ask: (prober: ProberRpc) => Promise<T>,
): Promise<Asked<T>[]> {
  const asked = runningRegions(edge.probes).map(async (region): Promise<Asked<T>> => {
    try {
      return { region, ok: true, value: await askProber(env, region, ask) };
    } catch (error) {
      return { region, ok: false, error };
    }
  });
  return Promise.all(asked);
}
