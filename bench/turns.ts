/** Long against the start of a slice, short against the moods of a machine. */
export const TURNS = 8;

/** Does something for so many milliseconds, and answers how often a second. */
export type Pace = (ms: number) => Promise<number>;

/** Each warms up, then all take turns, so that a slow moment of the machine falls on each of them alike. */
export async function inTurns(paces: readonly Pace[], ms: number): Promise<number[]> {
  for (const pace of paces) await pace(ms / 2);
  const sums = paces.map(() => 0);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [index, pace] of paces.entries()) sums[index] = (sums[index] ?? 0) + (await pace(ms / TURNS));
  }
  return sums.map((sum) => sum / TURNS);
}
