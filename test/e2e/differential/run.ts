import { Dice } from "../harness/dice.ts";
import { randomFrom } from "../harness/random.ts";
import { type Common, drawCommon } from "./configuration.ts";
import { drawCase } from "./draw-case.ts";
import { examine, lineOf, type Suspect } from "./examine.ts";
import type { DifferentialOptions } from "./options.ts";
import { CASES_PER_ROUND, type Judged, playRound } from "./round.ts";
import { BEATS_MS } from "./timeline.ts";

export interface Result {
  readonly cases: number;
  /** Notifications that either side sent, agreed cases and others. */
  readonly notifications: number;
  /** Cases that agreed only when they were played slower: the machine was busy. */
  readonly repeated: number;
  /** One repro each, or one line where there are too many. */
  readonly disagreements: readonly string[];
}

const [BEAT_MS, ...SLOWER_MS] = BEATS_MS;

/** Plays the cases of a seed against both programs, round after round, and examines what they disagree in. */
export async function differential(
  program: string,
  { seed, cases }: DifferentialOptions,
  say: (line: string) => void,
): Promise<Result> {
  const suspects: Suspect[] = [];
  let repeated = 0;
  let notifications = 0;
  for (let first = 0; first < cases; first += CASES_PER_ROUND) {
    const common = drawCommon(new Dice(randomFrom(seed ^ (first + 1))));
    const round = Array.from({ length: Math.min(CASES_PER_ROUND, cases - first) }, (_, nth) =>
      drawCase(seed, first + nth, common.resolveTimeout),
    );
    const judged = await playRound(program, round, common, BEAT_MS);
    notifications += judged.reduce((sum, one) => sum + toldBy(one), 0);
    const differing = suspectsOf(judged, common);
    const kept = await repeat(program, differing);
    repeated += differing.length - kept.length;
    suspects.push(...kept);
    for (const one of kept) say(lineOf(one));
    say(`${first + round.length} of ${cases} cases, ${suspects.length} disagree`);
  }
  return { cases, notifications, repeated, disagreements: await examine(program, suspects, say) };
}

function toldBy({ played }: Judged): number {
  return played.records.reduce((sum, { told }) => sum + told.length, 0);
}

function suspectsOf(judged: readonly Judged[], common: Common): readonly Suspect[] {
  return judged.flatMap(({ played, disagreement }) =>
    disagreement === undefined ? [] : [{ case: played.case, common, found: disagreement }],
  );
}

/** Those that disagree at every tempo. */
async function repeat(program: string, suspects: readonly Suspect[]): Promise<readonly Suspect[]> {
  let left = suspects;
  for (const beatMs of SLOWER_MS) {
    const [first] = left;
    if (first === undefined) break;
    const cases = left.map((one) => one.case);
    const judged = await playRound(program, cases, first.common, beatMs);
    const still = judged.filter(({ disagreement }) => disagreement !== undefined);
    left = left.flatMap((one) => {
      const again = still.find(({ played }) => played.case === one.case)?.disagreement;
      return again === undefined ? [] : [{ ...one, found: again }];
    });
  }
  return left;
}
