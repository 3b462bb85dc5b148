/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The last value of a series that is one. */
export function lastOf(points: readonly (readonly [number, number])[]): number | undefined {
  return points.findLast(([, value]) => !Number.isNaN(value))?.[1];
}
