/** So many gaps between pings tell whether a sender has become slow; fewer say nothing. */
export const GAPS_KEPT = 5;

/** The gaps with one more; the oldest beyond `GAPS_KEPT` goes. */
export function withGap(gaps: readonly number[], gapMs: number): readonly number[] {
  return [...gaps, gapMs].slice(-GAPS_KEPT);
}

/** Whether pings come, but so late that the grace is half used up each time. */
export function isDrifting(gaps: readonly number[], intervalMs: number, graceMs: number): boolean {
  return gaps.length === GAPS_KEPT && median(gaps) > intervalMs + graceMs / 2;
}

/** The middle one; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
