import type { Delivery } from "../../router/delivery.ts";
import type { Phase, Stage, StageName } from "./stage.ts";

/** A stage with its time by the edge's clock, under a key that tells it from any other. */
export type Happening = readonly [key: string, at: number, stage: Omit<Stage, "afterMs">];

type Attempt = Delivery["attempts"][number];

const stages = {
  retried: "retrying",
  sent: "sent",
  failed: "failed",
} as const satisfies Record<Attempt["outcome"], StageName>;

/** All that has happened to a delivery. Those of one flush of a receiver share the key of their decision. */
export function happeningsOf(phase: Phase, delivery: Delivery): Happening[] {
  const { id, integration: who, reason, receiver, decidedAt, groupKey, state, attempts } = delivery;
  const at = Date.parse(decidedAt);
  const decided = { phase, stage: "decided", who: receiver, says: `${reason}, group ${groupKey}` } as const;
  const tries = attempts.map((attempt): Happening => {
    const stage = { phase, stage: stages[attempt.outcome], who, says: answerOf(attempt) };
    return [`${id} ${attempt.attempt}`, Date.parse(attempt.at) + attempt.latencyMs, stage];
  });
  const withdrawn = { phase, stage: "withdrawn", who, says: "there was nothing left to tell" } as const;
  return [
    [`${receiver} ${groupKey}`, at, decided],
    ...tries,
    ...(state === "withdrawn" ? [[`${id} ${state}`, at, withdrawn] as const] : []),
  ];
}

/** What a provider said, and how long it took. */
export function answerOf({ status, failure, answer, latencyMs }: Attempt): string {
  const said = [status, failure, answer].filter((part) => part !== "" && part !== "-");
  return [...said, `(${latencyMs} ms)`].join(" ");
}
