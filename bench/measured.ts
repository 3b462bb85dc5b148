import type { CpuPerEvent } from "./cpu.ts";
import type { Figures, Round } from "./round.ts";
import type { EventWork } from "./rows.ts";
import { median } from "./stats.ts";

/** All that one run has found. */
export interface Measured {
  readonly rounds: readonly Round[];
  readonly heapMiB: number;
  readonly work: EventWork;
  readonly cpu: CpuPerEvent;
  readonly bundleKiB: number;
  readonly startSeconds: readonly number[];
}

/** The rounds' medians, each figure by itself. */
export function medianRound(rounds: readonly Round[]): Round {
  const peers = rounds.flatMap(({ alertmanager }) => alertmanager ?? []);
  return {
    helloPerSecond: median(rounds.map(({ helloPerSecond }) => helloPerSecond)),
    farwatch: medianFigures(rounds.map(({ farwatch }) => farwatch)),
    ...(peers.length > 0 && { alertmanager: medianFigures(peers) }),
  };
}

function medianFigures(all: readonly Figures[]): Figures {
  const of = (key: keyof Figures) => median(all.map((one) => one[key]));
  return {
    idleP50Ms: of("idleP50Ms"),
    idleP99Ms: of("idleP99Ms"),
    stormSeconds: of("stormSeconds"),
    rssMiB: of("rssMiB"),
    alertsPerSecond: of("alertsPerSecond"),
    singlesPerSecond: of("singlesPerSecond"),
    fewSinglesPerSecond: of("fewSinglesPerSecond"),
  };
}
