/** The last value of a series that is one. */
export function lastOf(points: readonly (readonly [number, number])[]): number | undefined {
  return points.findLast(([, value]) => !Number.isNaN(value))?.[1];
}
