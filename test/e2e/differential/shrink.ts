import type { Case } from "./case.ts";
import type { Disagreement } from "./judge.ts";
import { keysOf, until, without } from "./smaller.ts";

/** Plays cases side by side; for each, in what the two disagreed. */
export type TryOut = (cases: readonly Case[]) => Promise<readonly (Disagreement | undefined)[]>;

/** Rounds of removal at each size of things; each takes two plays. */
const MOST_ROUNDS = 4;

/**
 * Makes a case smaller while the two still disagree in it. All that may go is tried at once, each in a variant of its own,
 * and then as much of what can be spared alone as can be spared together.
 */
export async function shrink(whole: Case, beat: number, tryOut: TryOut): Promise<Case> {
  let smallest = await cutTail(whole, beat, tryOut);
  for (const size of keysOf(whole).keys()) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const smaller = await removeSome(smallest, keysOf(smallest)[size] ?? [], tryOut);
      if (smaller === undefined) break;
      smallest = smaller;
    }
  }
  return smallest;
}

async function removeSome(whole: Case, keys: readonly string[], tryOut: TryOut): Promise<Case | undefined> {
  const spared = await disagreeing(
    whole,
    keys.map((key) => [key]),
    tryOut,
  );
  if (spared.length === 0) return undefined;
  const together = await disagreeing(whole, growing(spared.flat()), tryOut);
  return without(whole, new Set(together.at(-1) ?? spared[0]));
}

async function cutTail(whole: Case, beat: number, tryOut: TryOut): Promise<Case> {
  const cut = until(whole, beat);
  const [found] = await tryOut([cut]);
  return found === undefined ? whole : cut;
}

/** Those removals after which the two still disagree. */
async function disagreeing(
  whole: Case,
  removals: readonly (readonly string[])[],
  tryOut: TryOut,
): Promise<readonly (readonly string[])[]> {
  const variants = removals.map((keys, nth) => variant(without(whole, new Set(keys)), nth));
  const found = variants.length === 0 ? [] : await tryOut(variants);
  return removals.filter((_, nth) => found[nth] !== undefined);
}

/** The first of them, the first two, and so on. */
function growing(keys: readonly string[]): readonly (readonly string[])[] {
  return keys.map((_, nth) => keys.slice(0, nth + 1));
}

/** The same case under another name, so that many variants can be played side by side. */
export function variant(whole: Case, nth: number): Case {
  const id = `${whole.id}v${nth}`;
  // Ids stand in labels, matchers and queries, always as a word of their own.
  const renamed = JSON.stringify(whole).replaceAll(new RegExp(`\\b${whole.id}\\b`, "g"), id);
  return JSON.parse(renamed) as Case; // what was written a line above
}
