import { describe, expect, it } from "vitest";
import { compileMatcher, type MatchOp } from "../../src/alert/matcher.ts";
import { validateSilence } from "../../src/silence/limits.ts";
import { canUpdate } from "../../src/silence/set.ts";
import { type SilenceState, silenceState } from "../../src/silence/silence.ts";
import { sample } from "../unit/silence/sample.ts";
import {
  at,
  compileNamed,
  type Do,
  type NamedMatcher,
  type Result,
  type Shown,
  SilenceStore,
  UNSET,
} from "./silence-store.ts";
import { readTable } from "./table.ts";

interface Span {
  readonly startsAtRel: number | null;
  readonly endsAtRel: number | null;
}

interface MatcherRow {
  readonly mode: "classic" | "utf8";
  readonly matcher: { name: string; op: string; value?: string; valueBytesHex?: string };
  readonly valid: boolean;
}

const table = readTable<{
  validateMatcher: MatcherRow[];
  validateSilence: { silence: Span & { matcherSets: NamedMatcher[][] }; valid: boolean; error: string }[];
  canUpdate: { prevState: SilenceState; prev: Span; next: Span; canUpdate: boolean }[];
  queryState: { keep: boolean; sil: Span; states: SilenceState[] }[];
  scenarios: {
    name: string;
    retentionSeconds: number;
    steps: { do: Do; result: Result; nowRel: number; silencesAfter: Shown[] }[];
  }[];
  upstreamTestSilenceSet: { nowRel: number; silences: Shown[] }[];
}>("silences");

function timesOf({ startsAtRel, endsAtRel }: Span) {
  const time = (rel: number | null) => (rel === null ? UNSET : at(rel));
  return { startsAt: time(startsAtRel), endsAt: time(endsAtRel) };
}

/** Upstream's store calls a silence active through its last instant, its API and we do not. */
function byApi(shown: Shown, nowRel: number): Shown {
  return shown.endsAtRel === nowRel ? { ...shown, state: "expired" } : shown;
}

function byId(shown: Shown[]): Shown[] {
  return shown.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const OPS: readonly string[] = ["=", "!=", "=~", "!~"] satisfies MatchOp[];
const isSayable = ({ matcher }: MatcherRow) => OPS.includes(matcher.op) && matcher.value !== undefined;

describe("matchers are judged as in silence_test.go TestValidateMatcher", () => {
  // The default mode takes any name that is not empty, as UTF-8 mode does.
  const rows = table.validateMatcher.filter((row) => isSayable(row) && row.mode === "utf8");

  it.for(rows)("$matcher: $valid", ({ matcher: { name, op, value = "" }, valid }) => {
    // Only rows with one of the four operators are here.
    const matcher = compileMatcher(name, op as MatchOp, value);
    const refusal = matcher.ok ? validateSilence(sample({ matchers: [matcher.value] })) : matcher.error;
    expect(refusal === undefined).toBe(valid);
  });

  it("leaves out what no body can say: a fifth operator, and bytes that are no UTF-8", () => {
    const unsayable = table.validateMatcher.filter((row) => !isSayable(row));
    expect(unsayable.map(({ valid }) => valid)).toEqual([false, false, false, false]);
    expect([rows.length, unsayable.length]).toEqual([9, 4]);
  });
});

describe("silences are judged as in silence_test.go TestValidateSilence", () => {
  // A missing time is a missing field here, which the API refuses before; and the name `00`, bad in upstream's
  // classic mode, is good in its fallback mode, which is ours.
  const rows = table.validateSilence.filter(
    ({ error, silence: { startsAtRel, endsAtRel } }) =>
      startsAtRel !== null && endsAtRel !== null && error !== "invalid label matcher",
  );

  it.for(rows)('"$error" is said of $silence', ({ error, silence, valid }) => {
    const matchers = (silence.matcherSets[0] ?? []).map(compileNamed);
    const said = validateSilence(sample({ matchers, ...timesOf(silence) }));
    // Upstream's test looks for its text in the error, which names the matcher set as well.
    if (valid) expect(said).toBeUndefined();
    else expect(said).toContain(error);
  });

  it("in all cases but three", () => expect(rows).toHaveLength(table.validateSilence.length - 3));
});

describe("an update keeps the id as in silence_test.go TestSilenceCanUpdate", () => {
  it.for(table.canUpdate)("$prevState $prev to $next: $canUpdate", (row) => {
    const previous = sample(timesOf(row.prev));
    expect(silenceState(previous, at(0))).toBe(row.prevState);
    expect(canUpdate(previous, sample(timesOf(row.next)), at(0))).toBe(row.canUpdate);
  });
});

describe("states are as in silence_test.go TestQState", () => {
  it.for(table.queryState)("$sil stands among $states: $keep", ({ keep, sil, states }) => {
    expect(states.includes(silenceState(sample(timesOf(sil)), at(0)))).toBe(keep);
  });
});

describe("silences live as upstream's store has them", () => {
  it.for(table.scenarios)("$name", ({ retentionSeconds, steps }) => {
    const store = new SilenceStore(retentionSeconds);
    for (const { do: step, nowRel, result, silencesAfter } of steps) {
      expect(store.run(step, at(nowRel))).toEqual(result);
      expect(byId(store.shown(at(nowRel)))).toEqual(byId(silencesAfter.map((shown) => byApi(shown, nowRel))));
    }
  });

  it("and as in silence_test.go TestSilenceSet: create, change, replace and recreate", () => {
    const a: NamedMatcher[] = [{ name: "a", op: "=", value: "b" }];
    const other: NamedMatcher[] = [{ name: "a", op: "=", value: "c" }];
    const changed: Do = { op: "set", id: "second", startOf: "second", endsAtRel: 6120, comment: "c" };
    const steps: Do[] = [
      { op: "set", ref: "first", matchers: a, startsAtRel: 120, endsAtRel: 300 },
      { op: "set", ref: "second", matchers: a, startsAtRel: null, endsAtRel: 120 },
      { ...changed, ref: "unused", matchers: a },
      { ...changed, ref: "third", matchers: other },
      { ...changed, ref: "fourth", matchers: a, endsAtRel: 300 },
    ];
    const store = new SilenceStore(3600);
    for (const [index, step] of steps.entries()) {
      const { nowRel, silences } = table.upstreamTestSilenceSet[index] ?? { nowRel: 0, silences: [] };
      store.run(step, at(nowRel));
      expect(anonymous(store.shown(at(nowRel)))).toEqual(
        anonymous(silences.map((one) => byApi(one, nowRel))),
      );
    }
    expect(table.upstreamTestSilenceSet).toHaveLength(steps.length);
    expect([...store.silences.keys()]).toEqual(["first", "second", "third", "fourth"]);
  });
});

/** Upstream's ids are random, so the order that a list has by them means nothing. */
function anonymous(shown: Shown[]): string[] {
  return shown
    .map(({ state, startsAtRel, endsAtRel, updatedAtRel, expiresAtRel, matcherSets, comment }) =>
      JSON.stringify([state, startsAtRel, endsAtRel, updatedAtRel, expiresAtRel, matcherSets, comment]),
    )
    .sort();
}
