/** The name that `word` was most likely meant to be; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  // A third of the letters may differ; of two letters none, or every short name would be near.
  const limit = word.length < 3 ? 0 : Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** How a finding about an unknown `word` ends: with the one of `names` that was most likely meant, if any is near. */
export function didYouMean(word: string, names: readonly string[]): string {
  const guess = nearest(word, names);
  return guess === undefined ? "" : `, did you mean ${JSON.stringify(guess)}?`;
}

/** How many insertions, deletions, substitutions and swaps of neighbours lead from one word to the other. */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = at(row, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwap ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(substitution, at(row, j) + 1, at(next, j - 1) + 1, swap));
    }
    [before, row] = [row, next];
  }
  return at(row, to.length);
}

/** Every index asked for was written in the loop before. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
