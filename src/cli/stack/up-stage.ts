import type { Io } from "../check.ts";
import type { Inventory } from "./inventory.ts";
import type { Project } from "./project.ts";

/** What every stage of `stack up` is given. */
export interface Ascent {
  readonly project: Project;
  readonly inventory: Inventory;
  readonly io: Io;
  readonly isDryRun: boolean;
  readonly isVerbose: boolean;
}

export type StageOutcome =
  | {
      readonly ok: true;
      readonly summary: string;
      /** What the operator has to know or do, beside the stage's line. */
      readonly notes?: readonly string[];
    }
  | { readonly ok: false; readonly problem: string; readonly todo: string };

/** A step of `stack up`; the next one runs only when it has gone well. */
export interface Stage {
  readonly name: string;
  run(ascent: Ascent): Promise<StageOutcome>;
}
