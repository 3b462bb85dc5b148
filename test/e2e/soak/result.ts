import type { Lost, Repeat } from "./ledger.ts";

/** What came of a soak. */
export interface SoakResult {
  readonly seed: number;
  /** States answered 2xx: an alert that fires, or its end. */
  readonly accepted: number;
  /** Posts that had to be repeated until they were. */
  readonly retried: number;
  readonly delivered: number;
  readonly lost: readonly Lost[];
  readonly kills: { readonly worker: number; readonly front: number };
  readonly repeats: number;
  readonly allowedRepeats: number;
  /** Repeats that no kill lies before. */
  readonly unexplained: readonly Repeat[];
  /** From the 2xx to the delivery, by receiver. */
  readonly worstMs: Readonly<Record<string, number>>;
  /** Lines of the edge's log. */
  readonly faults: readonly string[];
}

/** Why it failed, a line each; none when it passed. */
export function faultsOf(result: SoakResult): string[] {
  const { lost, repeats, allowedRepeats, unexplained, faults, accepted } = result;
  return [
    ...(accepted === 0 ? ["nothing was accepted, so nothing was shown"] : []),
    ...lost.map(({ receiver, id, status }) => `lost: ${receiver} never heard that ${id} is ${status}`),
    ...(repeats > allowedRepeats ? [`${repeats} duplicates, and the kills explain ${allowedRepeats}`] : []),
    ...unexplained.map(
      ({ receiver, id, status }) => `${receiver} heard twice that ${id} is ${status}, without a kill`,
    ),
    ...faults.map((line) => `the edge says: ${line}`),
  ];
}

/** The end's lines. */
export function summaryOf(result: SoakResult): string {
  const { accepted, retried, delivered, lost, kills, repeats, allowedRepeats, worstMs, seed } = result;
  const worst = Object.entries(worstMs).map(([receiver, ms]) => `${receiver} ${(ms / 1000).toFixed(1)} s`);
  return [
    `seed ${seed}; ${kills.worker} kills of the worker, ${kills.front} of the front; ${retried} posts repeated`,
    `accepted ${accepted}, delivered ${delivered}, lost ${lost.length}`,
    `duplicates ${repeats} (the kills allow ${allowedRepeats})`,
    `worst latency: ${worst.join(", ")}`,
  ].join("\n");
}
