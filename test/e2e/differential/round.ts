import { Scene } from "../harness/scene.ts";
import type { Case } from "./case.ts";
import { type Common, configurationOf } from "./configuration.ts";
import { startBoth } from "./contestants.ts";
import { type Disagreement, judge } from "./judge.ts";
import { type Played, play } from "./play.ts";
import { Sink } from "./sink.ts";

/** Cases that two processes play at once without being late. */
export const CASES_PER_ROUND = 50;

export interface Judged {
  readonly played: Played;
  readonly disagreement: Disagreement | undefined;
}

/** Plays cases against two fresh programs, and judges them. */
export async function playRound(
  program: string,
  cases: readonly Case[],
  common: Common,
  beatMs: number,
): Promise<readonly Judged[]> {
  const scene = new Scene();
  try {
    const sink = await scene.add(new Sink().start());
    const both = await startBoth(scene, program, configurationOf(cases, common, beatMs, sink.url));
    const played = await play(cases, both, sink, beatMs);
    return played.map((one) => ({ played: one, disagreement: judge(one) }));
  } finally {
    await scene.end();
  }
}
