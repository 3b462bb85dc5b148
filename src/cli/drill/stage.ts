/** The alert's beginning and its end go the same way. */
export type Phase = "firing" | "resolved";

export type StageName =
  | "accepted"
  | "taken"
  | "listed"
  | "reached"
  | "decided"
  | "retrying"
  | "sent"
  | "failed"
  | "withdrawn"
  | "ended";

/** One thing that has happened to the drill's alert. */
export interface Stage {
  readonly phase: Phase;
  readonly stage: StageName;
  /** Since the drill began. */
  readonly afterMs: number;
  /** Which receiver or integration, where it is about one. */
  readonly who?: string;
  readonly says: string;
}

/** Why the drill has failed. Its message is the sentence that the operator reads. */
export class DrillFault extends Error {
  override readonly name = "DrillFault";
}
