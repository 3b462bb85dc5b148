import type { Answer } from "./contestants.ts";
import { type Difference, firstDifference } from "./difference.ts";
import { inOrder } from "./equal-groups.ts";
import type { Part } from "./parts.ts";
import type { Played, Record } from "./play.ts";
import { AT, type Tempo } from "./timeline.ts";
import { toldDifferences } from "./told.ts";

/** The first thing in which the two did not agree. */
export interface Disagreement extends Difference {
  /** In beats from the beginning of the case. */
  readonly beat: number;
  readonly what: string;
  /** All that either said at that moment. */
  readonly whole: readonly [alertmanager: unknown, farwatch: unknown];
}

const SHOWN = { alerts: "GET /alerts", groups: "GET /alerts/groups", silences: "GET /silences" } as const;

/** Compares answers, what both showed after each step, and what they sent; the earliest difference of a case counts. */
export function judge({ records, tempo }: Played): Disagreement | undefined {
  const [theirs, ours] = [
    records.find(({ side }) => side === "alertmanager"),
    records.find(({ side }) => side === "farwatch"),
  ];
  if (theirs === undefined || ours === undefined)
    throw new Error("Cannot judge a case that one side did not play");
  const found = [
    ...answerDifferences(theirs, ours, tempo),
    ...shownDifferences(theirs, ours, tempo),
    ...toldDifferences(theirs, ours, tempo),
  ];
  return found.toSorted((a, b) => a.beat - b.beat)[0];
}

function answerDifferences(theirs: Record, ours: Record, tempo: Tempo): readonly Disagreement[] {
  return theirs.answers.flatMap((answer, beat) => {
    const [a, b] = [answer, ours.answers[beat]].map((one) => one && withoutReason(one));
    const whole = [theirs.names.rename(a), ours.names.rename(b)] as const;
    const found = firstDifference(...whole, tempo);
    return found === undefined ? [] : [{ ...found, beat, what: "the answer to the request", whole }];
  });
}

const BODY_REASON = /^(parsing \w+ body from "" failed, because ).*/s;

/** Whoever cannot read a request says in words of their own what they stumbled over: docs/differences.md, "reasons". */
function withoutReason({ status, body, isQuery }: Answer): Answer {
  if (status !== 400) return { status, body: inOrder(body), isQuery };
  if (isQuery) return { status, body: typeof body, isQuery };
  if (typeof body !== "object" || body === null || !("message" in body)) return { status, body, isQuery };
  return { status, body: { ...body, message: String(body.message).replace(BODY_REASON, "$1") }, isQuery };
}

function shownDifferences(theirs: Record, ours: Record, tempo: Tempo): readonly Disagreement[] {
  return theirs.shown.flatMap((part, beat) => {
    const other = ours.shown[beat];
    return Object.entries(SHOWN).flatMap(([name, what]) => {
      const key = name as keyof Part; // SHOWN has its keys
      const whole = [
        theirs.names.rename(inOrder(part[key])),
        ours.names.rename(inOrder(other?.[key])),
      ] as const;
      const found = firstDifference(...whole, tempo);
      return found === undefined ? [] : [{ ...found, beat: beat + AT.look, what, whole }];
    });
  });
}
