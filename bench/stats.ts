/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("Cannot take the median of nothing");
  return (low + high) / 2;
}

/** The smallest value that a share `p` (0 to 1) of all values does not exceed. */
export function percentile(values: readonly number[], p: number): number {
  const rank = Math.max(1, Math.ceil(p * values.length));
  const found = ascending(values)[rank - 1];
  if (found === undefined) throw new Error("Cannot take a percentile of nothing");
  return found;
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
