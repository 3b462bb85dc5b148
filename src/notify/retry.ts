/** First wait after a temporary failure; it doubles with each attempt. */
export const RETRY_INITIAL_MS = 1_000;
export const RETRY_MAX_MS = 5 * 60_000;
/** Waits are spread by up to this share, so that rows that failed together do not return together. */
export const RETRY_JITTER = 0.2;
/** After this long the provider is given up on for this row; the group's next flush starts anew. */
export const RETRY_GIVE_UP_MS = 24 * 3_600_000;
/** A provider may ask for more than our own maximum, but not for a day. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/** Wait in whole ms before the attempt that follows number `attempt` (1 is the first); `random` is in [0, 1). */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const exponential = Math.min(RETRY_MAX_MS, RETRY_INITIAL_MS * 2 ** Math.min(attempt - 1, 30));
  const spread = exponential * (1 - RETRY_JITTER + 2 * RETRY_JITTER * random);
  const wish = Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  return Math.round(Math.max(Math.min(spread, RETRY_MAX_MS), wish));
}
