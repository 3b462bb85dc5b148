import type { CpuPerEvent } from "./cpu.ts";
import type { Round } from "./round.ts";
import type { EventWork } from "./rows.ts";

/** All that one run has found. */
export interface Measured {
  readonly rounds: readonly Round[];
  readonly heapMiB: number;
  readonly work: EventWork;
  readonly cpu: CpuPerEvent;
  readonly bundleKiB: number;
  readonly startSeconds: readonly number[];
}
