import { type Totals, UPTIME_WINDOWS } from "./uptime.ts";

/** Over which an objective is kept; what Google's SRE book calls a rolling window of four weeks, by our windows. */
export const SLO_WINDOW_MS = UPTIME_WINDOWS["30d"];

/** How much downtime the objective allows in its window, and how much of it is left. */
export interface ErrorBudget {
  readonly slo: number;
  readonly allowedMs: number;
  readonly spentMs: number;
  /** Below 0 when overspent. */
  readonly leftMs: number;
  /** Share of the budget that is left, at most 1; below 0 when overspent. */
  readonly leftRatio: number;
}

/** `spent` are the totals of the last `SLO_WINDOW_MS`; muted downtime costs nothing. */
export function errorBudget(slo: number, spent: Totals): ErrorBudget {
  // Rounded to the millisecond: 1 - 0.999 is not 0.001.
  const allowedMs = Math.round((1 - slo) * SLO_WINDOW_MS);
  const leftMs = allowedMs - spent.downMs;
  return { slo, allowedMs, spentMs: spent.downMs, leftMs, leftRatio: share(leftMs, allowedMs) };
}

/** An objective of 1 allows nothing: its budget is whole until the first millisecond, then wholly spent. */
function share(leftMs: number, allowedMs: number): number {
  if (allowedMs > 0) return leftMs / allowedMs;
  return leftMs < 0 ? -1 : 1;
}
