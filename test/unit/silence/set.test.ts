import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Matcher } from "../../../src/alert/matcher.ts";
import { MAX_SILENCES, MAX_STORED_SILENCE_BYTES, silenceBytes } from "../../../src/silence/limits.ts";
import { canUpdate, decideSet } from "../../../src/silence/set.ts";
import {
  expire,
  isGarbage,
  type Silence,
  type SilenceState,
  silenceState,
} from "../../../src/silence/silence.ts";
import { compile, matchers, sample } from "./sample.ts";

type Written = Pick<Matcher, "name" | "op" | "value">;

interface Shown {
  id: string;
  state: SilenceState;
  startsAtRel: number;
  endsAtRel: number;
  updatedAtRel: number;
  expiresAtRel: number;
  matcherSets: Written[][];
  comment: string;
}

interface Do {
  op: "set" | "sleep" | "expire" | "gc";
  ref?: string;
  id?: string;
  seconds?: number;
  matchers?: Written[];
  comment?: string;
  startOf?: string;
  endOf?: string;
  startsAtRel?: number | null;
  endsAtRel?: number | null;
}

interface Step {
  do: Do;
  result: { id?: string; newId?: boolean; error?: string; removed?: number };
  nowRel: number;
  silencesAfter: Shown[];
}

interface Fixture {
  canUpdate: {
    prevState: SilenceState;
    prev: { startsAtRel: number | null; endsAtRel: number | null };
    next: { startsAtRel: number; endsAtRel: number };
    canUpdate: boolean;
  }[];
  scenarios: { name: string; retentionSeconds: number; steps: Step[] }[];
  upstreamTestSilenceSet: { nowRel: number; silences: Shown[] }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../fixtures/conformance/silences.json`, "utf8"),
);

const EMPTY = { size: 0, bytes: 0 };
/** Go's zero time, which stands for a start that no body gave. */
const UNSET = Date.UTC(-1, 0);
const START = Date.UTC(2024, 0, 1);
const at = (rel: number) => START + rel * 1000;

/** A store as the caller keeps one: a map, the clock, and names for ids. */
class Scenario {
  readonly silences = new Map<string, Silence>();
  readonly #retentionMs: number;

  constructor(retentionSeconds: number) {
    this.#retentionMs = retentionSeconds * 1000;
  }

  /** `now` is the moment after the step; only sleeping takes time. */
  run(step: Do, now: number): Step["result"] {
    switch (step.op) {
      case "sleep":
        return {};
      case "expire":
        return this.#expire(step.id ?? "", now);
      case "gc":
        return { removed: this.#collect(now) };
      case "set":
        return this.#set(step, now);
    }
  }

  #set(step: Do, now: number): Step["result"] {
    const { startsAtRel: starts, endsAtRel: ends, ref = "", comment = "" } = step;
    const next = sample({
      id: step.id ?? "",
      matchers: (step.matchers ?? []).map(compile),
      startsAt: this.silences.get(step.startOf ?? "")?.startsAt ?? (starts == null ? UNSET : at(starts)),
      endsAt: this.silences.get(step.endOf ?? "")?.endsAt ?? (ends == null ? UNSET : at(ends)),
      comment,
    });
    const decided = decideSet(this.silences.get(next.id), next, now, ref, EMPTY);
    if (!decided.ok) return { error: decided.error };
    for (const silence of decided.value.write) this.silences.set(silence.id, silence);
    return { id: decided.value.id, newId: decided.value.id === ref };
  }

  #expire(id: string, now: number): Step["result"] {
    const silence = this.silences.get(id);
    if (silence === undefined) return { error: "silence not found" };
    this.silences.set(id, expire(silence, now));
    return {};
  }

  #collect(now: number): number {
    const garbage = [...this.silences.values()].filter((silence) =>
      isGarbage(silence, now, this.#retentionMs),
    );
    for (const { id } of garbage) this.silences.delete(id);
    return garbage.length;
  }

  shown(now: number): Shown[] {
    return [...this.silences.values()].map((silence) => ({
      id: silence.id,
      state: silenceState(silence, now),
      startsAtRel: (silence.startsAt - START) / 1000,
      endsAtRel: (silence.endsAt - START) / 1000,
      updatedAtRel: (silence.updatedAt - START) / 1000,
      expiresAtRel: (silence.endsAt + this.#retentionMs - START) / 1000,
      matcherSets: [silence.matchers.map(({ name, op, value }) => ({ name, op, value }))],
      comment: silence.comment,
    }));
  }
}

/** Upstream's store calls a silence active through its last instant, its API and we do not. */
function byApi(shown: Shown, nowRel: number): Shown {
  return shown.endsAtRel === nowRel ? { ...shown, state: "expired" } : shown;
}

function byId(shown: Shown[]): Shown[] {
  return shown.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

describe("upstream's scenarios", () => {
  it.for(fixture.scenarios)("$name", ({ retentionSeconds, steps }) => {
    const scenario = new Scenario(retentionSeconds);
    for (const { do: step, nowRel, result, silencesAfter } of steps) {
      expect(scenario.run(step, at(nowRel))).toEqual(result);
      expect(byId(scenario.shown(at(nowRel)))).toEqual(
        byId(silencesAfter.map((shown) => byApi(shown, nowRel))),
      );
    }
  });

  it("create, change, replace and recreate, as TestSilenceSet does", () => {
    const a: Written[] = [{ name: "a", op: "=", value: "b" }];
    const other: Written[] = [{ name: "a", op: "=", value: "c" }];
    const changed: Do = { op: "set", id: "second", startOf: "second", endsAtRel: 6120, comment: "c" };
    const steps: Do[] = [
      { op: "set", ref: "first", matchers: a, startsAtRel: 120, endsAtRel: 300 },
      { op: "set", ref: "second", matchers: a, startsAtRel: null, endsAtRel: 120 },
      { ...changed, ref: "unused", matchers: a },
      { ...changed, ref: "third", matchers: other },
      { ...changed, ref: "fourth", matchers: a, endsAtRel: 300 },
    ];
    const scenario = new Scenario(3600);
    for (const [index, { nowRel, silences }] of fixture.upstreamTestSilenceSet.entries()) {
      const step = steps[index];
      if (step === undefined) throw new Error(`no step ${index}`);
      scenario.run(step, at(nowRel));
      const anonymous = (shown: Shown[]) => shown.map((one) => JSON.stringify({ ...one, id: "" })).sort();
      const expected = silences.map(({ id, state, startsAtRel, endsAtRel, updatedAtRel, ...rest }) => {
        const { expiresAtRel, matcherSets, comment } = rest;
        const times = { startsAtRel, endsAtRel, updatedAtRel, expiresAtRel };
        return byApi({ id, state, ...times, matcherSets, comment }, nowRel);
      });
      expect(anonymous(scenario.shown(at(nowRel)))).toEqual(anonymous(expected));
    }
    expect([...scenario.silences.keys()]).toEqual(["first", "second", "third", "fourth"]);
  });
});

describe("canUpdate", () => {
  it.for(fixture.canUpdate)("of a $prevState silence $prev to $next: $canUpdate", (row) => {
    const span = ({ startsAtRel, endsAtRel }: typeof row.prev) => ({
      startsAt: startsAtRel === null ? UNSET : at(startsAtRel),
      endsAt: endsAtRel === null ? UNSET : at(endsAtRel),
    });
    const previous = sample(span(row.prev));
    expect(silenceState(previous, START)).toBe(row.prevState);
    expect(canUpdate(previous, sample(span(row.next)), START)).toBe(row.canUpdate);
  });

  it.for([
    { name: "another order of matchers", next: 'b="1", a="1"', want: false },
    { name: "one matcher more", next: 'a="1", b="1", c="1"', want: false },
    { name: "one matcher fewer", next: 'a="1"', want: false },
    { name: "another operator", next: 'a="1", b!="1"', want: false },
    { name: "the same matchers", next: 'a="1", b="1"', want: true },
  ])("with $name: $want", ({ next, want }) => {
    const previous = sample({ matchers: matchers('a="1", b="1"') });
    expect(canUpdate(previous, sample({ matchers: matchers(next) }), 1500)).toBe(want);
  });

  it("takes a start of the same second for the same start", () => {
    const previous = sample({ startsAt: 5400, endsAt: 9000 });
    expect(canUpdate(previous, sample({ startsAt: 5000, endsAt: 9000 }), 6000)).toBe(true);
    expect(canUpdate(previous, sample({ startsAt: 5999, endsAt: 9000 }), 6000)).toBe(true);
    expect(canUpdate(previous, sample({ startsAt: 6000, endsAt: 9000 }), 6000)).toBe(false);
    expect(canUpdate(previous, sample({ startsAt: 4999, endsAt: 9000 }), 6000)).toBe(false);
  });
});

describe("decideSet", () => {
  it("does not wake anyone by an update whose start has less precision", () => {
    const previous = sample({ startsAt: 5400, endsAt: 9000 });
    const decided = decideSet(previous, sample({ startsAt: 5900, endsAt: 9900 }), 5500, "new", EMPTY);
    expect(decided).toMatchObject({
      ok: true,
      value: { id: "a", write: [{ startsAt: 5400, endsAt: 9900 }] },
    });
  });

  it("notes the new writer on what it replaces and on what it makes", () => {
    const next = sample({ matchers: matchers("x=y"), identity: "alice" });
    const decided = decideSet(sample(), next, 1500, "new", EMPTY);
    const written = decided.ok ? decided.value.write.map(({ id, identity }) => [id, identity]) : [];
    expect(written).toEqual([
      ["a", "alice"],
      ["new", "alice"],
    ]);
  });

  it("leaves an expired one alone and makes a new one", () => {
    const decided = decideSet(sample(), sample({ endsAt: 5000 }), 3000, "new", EMPTY);
    expect(decided).toMatchObject({ ok: true, value: { id: "new", write: [{ id: "new", startsAt: 3000 }] } });
    expect(decided.ok && decided.value.write).toHaveLength(1);
  });

  it("writes nothing when the silence is invalid, so the previous one holds on", () => {
    const decided = decideSet(sample(), sample({ matchers: matchers('a=""') }), 1500, "new", EMPTY);
    expect(decided).toEqual({
      ok: false,
      error: "invalid silence: at least one matcher must not match the empty string",
    });
  });

  const full = { size: MAX_SILENCES, bytes: 1000 };
  const heavy = { size: 10, bytes: MAX_STORED_SILENCE_BYTES };
  it.for([
    {
      name: "creates the last one there is room for",
      stored: { size: MAX_SILENCES - 1, bytes: 0 },
      ok: true,
    },
    { name: "refuses one too many", stored: full, ok: false },
    { name: "refuses bytes too many", stored: heavy, ok: false },
    { name: "still updates when full", stored: full, previous: sample(), ok: true },
    {
      name: "still shortens a comment when heavy",
      stored: heavy,
      previous: sample({ comment: "long" }),
      ok: true,
    },
    {
      name: "does not lengthen a comment when heavy",
      stored: heavy,
      previous: sample({ comment: "" }),
      ok: false,
    },
    {
      name: "refuses to replace when full, and so does not end the previous one",
      stored: full,
      previous: sample({ matchers: matchers("x=y") }),
      ok: false,
    },
  ])("$name", ({ ok, previous, stored }) => {
    expect(decideSet(previous, sample(), 1500, "new", stored).ok).toBe(ok);
  });

  it("fills the store to the byte", () => {
    const next = sample({ id: "new" });
    const room = MAX_STORED_SILENCE_BYTES - silenceBytes(next);
    expect(decideSet(undefined, next, 1500, "new", { size: 1, bytes: room }).ok).toBe(true);
    expect(decideSet(undefined, next, 1500, "new", { size: 1, bytes: room + 1 })).toEqual({
      ok: false,
      error: expect.stringMatching(
        /^cannot store \d+ more bytes of silences: \d+ are stored \(limit: 16777216\)$/,
      ),
    });
  });
});
