import type { Case } from "./case.ts";
import type { Common } from "./configuration.ts";
import type { Disagreement } from "./judge.ts";
import { placeOf, reproOf } from "./repro.ts";
import { CASES_PER_ROUND, playRound } from "./round.ts";
import { shrink } from "./shrink.ts";

/** A case in which the two disagree again and again. */
export interface Suspect {
  readonly case: Case;
  readonly common: Common;
  readonly found: Disagreement;
}

/** Disagreements that are made smaller; each takes minutes, and most have the same cause. */
const MOST_REPROS = 3;

/** Variants are many; they are played a little slower than cases, so that few of them mislead. */
const VARIANT_BEAT_MS = 3_000;

/** A minimal repro for the first of them, one line for each of the others. */
export async function examine(
  program: string,
  suspects: readonly Suspect[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [nth, suspect] of suspects.entries()) {
    if (nth < MOST_REPROS) say(`making ${suspect.case.id} smaller, which takes minutes`);
    found.push(nth < MOST_REPROS ? await minimal(program, suspect) : lineOf(suspect));
    say(found.at(-1) ?? "");
  }
  return found;
}

/** What they disagree in, in one line. */
export function lineOf({ case: { id }, found }: Suspect): string {
  return `${id}: ${placeOf(found)}`;
}

async function minimal(program: string, suspect: Suspect): Promise<string> {
  const tryOut = async (cases: readonly Case[]) => {
    const found: (Disagreement | undefined)[] = [];
    for (let first = 0; first < cases.length; first += CASES_PER_ROUND) {
      const some = cases.slice(first, first + CASES_PER_ROUND);
      const judged = await playRound(program, some, suspect.common, VARIANT_BEAT_MS);
      const of = (one: Case) => judged.find(({ played }) => played.case === one)?.disagreement;
      found.push(...some.map(of).map((one) => (kindOf(one) === kindOf(suspect.found) ? one : undefined)));
    }
    return found;
  };
  const smallest = await shrink(suspect.case, suspect.found.beat, tryOut);
  const [alone] = await tryOut([smallest]);
  // What does not come again when it is played by itself is told as it was found.
  if (alone === undefined) return reproOf(suspect.case, suspect.common, VARIANT_BEAT_MS, suspect.found);
  return reproOf(smallest, suspect.common, VARIANT_BEAT_MS, alone);
}

/** What is left out must not lead to another disagreement: the first words of what, and the first fields of where. */
function kindOf(found: Disagreement | undefined): string | undefined {
  if (found === undefined) return undefined;
  const [where = ""] = /^[^.]*(?:\.[a-zA-Z]+)?/.exec(found.path) ?? [];
  return `${/^\S+ \S/.exec(found.what)?.[0]} ${where.replaceAll(/\d+/g, "")}`;
}
