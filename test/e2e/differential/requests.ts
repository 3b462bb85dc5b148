import type { AlertSpec, Moment, Param, SilenceSpec, Step } from "./case.ts";
import { edgeAt, type Tempo } from "./timeline.ts";

/** A request as it goes to either program. */
export interface Asked {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below /api/v2. */
  readonly path: string;
  readonly body?: unknown;
}

/** Writes a moment as a date. */
export type Dated = (moment: Moment, mark?: number) => string;

const HOUR_MS = 3_600_000;

/** Dates of a case that is played so. */
export function datesOf(tempo: Tempo): Dated {
  return ({ beat, style }, mark = 0) => {
    const at = edgeAt(tempo, beat, mark);
    if (style === "utc") return new Date(at).toISOString();
    // Upstream keeps the sender's offset, and more digits than a millisecond has.
    if (style === "offset") return new Date(at + 2 * HOUR_MS).toISOString().replace("Z", "+02:00");
    return new Date(at).toISOString().replace("Z", "123456Z");
  };
}

/** What a step asks; `idOf` knows by which id the program asked has stored a silence. */
export function requestOf(
  step: Step,
  dated: Dated,
  idOf: (name: string) => string | undefined,
): Asked | undefined {
  switch (step.op) {
    case "wait":
      return undefined;
    case "post":
      return { method: "POST", path: "/alerts", body: step.alerts.map((alert) => alertBody(alert, dated)) };
    case "silence":
      return {
        method: "POST",
        path: "/silences",
        body: silenceBody(step.silence, dated, idOf(step.silence.name)),
      };
    case "expire":
      return { method: "DELETE", path: `/silence/${idOf(step.name) ?? UNKNOWN_ID}` };
    case "query":
      return { method: "GET", path: `${step.path}${queryOf(step.params)}` };
  }
}

/** No silence has it. */
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

function alertBody({ key: _, starts, ends, ...alert }: AlertSpec, dated: Dated): object {
  return {
    ...alert,
    ...(starts === undefined ? {} : { startsAt: dated(starts) }),
    ...(ends === undefined ? {} : { endsAt: dated(ends) }),
  };
}

function silenceBody(silence: SilenceSpec, dated: Dated, id: string | undefined): object {
  const { name, matchers, starts, ends, comment } = silence;
  // Two silences never end at once, so that their order is upstream's and no accident.
  const mark = Number(name.slice(1));
  return {
    ...(id === undefined ? {} : { id }),
    matchers,
    startsAt: dated(starts, mark),
    endsAt: dated(ends, mark),
    createdBy: "mia",
    comment,
  };
}

function queryOf(params: readonly Param[]): string {
  return params.length === 0 ? "" : `?${new URLSearchParams(params.map(([name, value]) => [name, value]))}`;
}
