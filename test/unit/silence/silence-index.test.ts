import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import type { Labels } from "../../../src/alert/labels.ts";
import { type Matcher, matchesAll } from "../../../src/alert/matcher.ts";
import { silenceBytes } from "../../../src/silence/limits.ts";
import { type Silence, silenceState } from "../../../src/silence/silence.ts";
import { MAX_REMEMBERED_ALERTS, SilenceIndex } from "../../../src/silence/silence-index.ts";
import { compile, matchers, sample } from "./sample.ts";

const FOO = { alertname: "Foo" };

function indexOf(...silences: Silence[]): SilenceIndex {
  const index = new SilenceIndex();
  for (const silence of silences) index.set(silence);
  return index;
}

function silencers(index: SilenceIndex, labels: Labels, now = 1500): readonly string[] {
  return index.silencedBy(fingerprint(labels), labels, now);
}

/** A matcher that counts how often it is asked. */
function counted(text: string): { matcher: Matcher; asked: () => number } {
  const [inner] = matchers(text);
  if (inner === undefined) throw new Error(`no matcher in ${text}`);
  let asked = 0;
  const matches = (labels: Labels) => {
    asked += 1;
    return inner.matches(labels);
  };
  return { matcher: { ...inner, matches }, asked: () => asked };
}

describe("silencedBy", () => {
  it.for([
    { now: 999, want: [] },
    { now: 1000, want: ["a"] },
    { now: 1999, want: ["a"] },
    { now: 2000, want: [] },
    { now: 1000, want: ["a"] },
  ])("names active silences only: $want at $now", ({ now, want }) => {
    expect(silencers(indexOf(sample()), FOO, now)).toEqual(want);
  });

  it("names all that match, sorted by id", () => {
    const silences = ["c", "a", "b"].map((id) => sample({ id }));
    expect(silencers(indexOf(...silences), FOO)).toEqual(["a", "b", "c"]);
  });

  it.for([
    { text: 'x=""', labels: {}, want: true },
    { text: 'x=""', labels: { x: "1" }, want: false },
    { text: 'x!="1"', labels: {}, want: true },
    { text: 'x=~"1|2"', labels: { x: "2" }, want: true },
    { text: 'x!~"1|2"', labels: { x: "2" }, want: false },
    { text: 'x="1", y="2"', labels: { x: "1", y: "2", z: "3" }, want: true },
    { text: 'x="1", y="2"', labels: { x: "1" }, want: false },
    { text: 'x="1", y=""', labels: { x: "1" }, want: true },
    { text: 'x="1", y=~".+"', labels: { x: "1" }, want: false },
  ])("holds $text against $labels: $want", ({ labels, text, want }) => {
    expect(silencers(indexOf(sample({ matchers: matchers(text) })), labels)).toEqual(want ? ["a"] : []);
  });

  it("sees a silence that is set, changed and deleted after the alert was known", () => {
    const index = indexOf();
    expect(silencers(index, FOO)).toEqual([]);
    index.set(sample());
    expect(silencers(index, FOO)).toEqual(["a"]);
    index.set(sample({ matchers: matchers("alertname=Bar") }));
    expect(silencers(index, FOO)).toEqual([]);
    index.set(sample({ endsAt: 1200 }));
    expect(silencers(index, FOO)).toEqual([]);
    index.set(sample({ endsAt: 9000 }));
    expect(silencers(index, FOO, 8999)).toEqual(["a"]);
    index.delete("a");
    expect(silencers(index, FOO)).toEqual([]);
  });

  it("sees the last of many changes, whether the alert was known before or not", () => {
    const index = indexOf(sample({ id: "other", matchers: matchers("x=y") }));
    expect(silencers(index, FOO)).toEqual([]);
    for (let changes = 1; changes <= 20; changes++) {
      const known = { ...FOO, known: `${changes}` };
      expect(silencers(index, known)).toEqual(changes === 1 ? [] : ["a"]);
      index.set(sample({ comment: `${changes}` }));
      expect(silencers(index, known)).toEqual(["a"]);
    }
    expect(silencers(index, FOO)).toEqual(["a"]);
  });

  it("does not ask the regular expression when a cheaper matcher says no", () => {
    const { asked, matcher } = counted('x=~"1.?"');
    const index = indexOf(sample({ matchers: [matcher, ...matchers('y!="2"')] }));
    expect(silencers(index, { x: "1", y: "2" })).toEqual([]);
    expect(asked()).toBe(0);
    expect(silencers(index, { x: "1" })).toEqual(["a"]);
    expect(asked()).toBe(1);
  });

  it("asks a known alert's matchers once, and those of a new silence alone", () => {
    const first = counted('x=~".*"');
    const second = counted('x=~".*"');
    const index = indexOf(sample({ id: "first", matchers: [first.matcher] }));
    for (let i = 0; i < 5; i++) silencers(index, FOO, 1000 + i);
    expect(first.asked()).toBe(1);
    index.set(sample({ id: "second", matchers: [second.matcher] }));
    expect(silencers(index, FOO)).toEqual(["first", "second"]);
    expect([first.asked(), second.asked()]).toEqual([1, 1]);
  });

  it("asks anew after forget", () => {
    const { asked, matcher } = counted('x=~".*"');
    const index = indexOf(sample({ matchers: [matcher] }));
    silencers(index, FOO);
    index.forget(fingerprint(FOO));
    expect(silencers(index, FOO)).toEqual(["a"]);
    expect(asked()).toBe(2);
  });

  it("remembers a limited number of alerts and forgets the oldest", () => {
    expect(MAX_REMEMBERED_ALERTS).toBe(20_000);
    const { asked, matcher } = counted('x=~".*"');
    const index = indexOf(sample({ matchers: [matcher] }));
    for (let i = 0; i <= MAX_REMEMBERED_ALERTS; i++) index.silencedBy(`${i}`, FOO, 1500);
    expect(asked()).toBe(MAX_REMEMBERED_ALERTS + 1);
    index.silencedBy(`${MAX_REMEMBERED_ALERTS}`, FOO, 1500);
    index.silencedBy("1", FOO, 1500);
    expect(asked()).toBe(MAX_REMEMBERED_ALERTS + 1);
    index.silencedBy("0", FOO, 1500);
    expect(asked()).toBe(MAX_REMEMBERED_ALERTS + 2);
  });

  it("tries a new alert only with the silences of its own label values", () => {
    const index = indexOf();
    const others = Array.from({ length: 1000 }, (_, i) => counted(`instance="i${i}"`));
    for (const [i, { matcher }] of others.entries()) {
      // All share the alertname; the instance is the rarer value, so it is the one that is filed.
      index.set(sample({ id: `${i}`, matchers: [...matchers("alertname=Foo"), matcher] }));
    }
    for (let i = 0; i < 10_000; i++) silencers(index, { ...FOO, instance: `i${i}` });
    const asked = others.reduce((sum, one) => sum + one.asked(), 0);
    // Every instance has one silence, but for the first, which was filed under a name that nothing else had yet.
    expect(asked).toBeLessThan(12_000);
    expect(silencers(index, { ...FOO, instance: "i999" })).toEqual(["999"]);
  });
});

describe("the store", () => {
  it("knows its silences, their number and their bytes", () => {
    const index = indexOf(sample({ id: "a" }), sample({ id: "b", comment: "longer" }));
    expect(index.size).toBe(2);
    expect(index.bytes).toBe(silenceBytes(sample()) + silenceBytes(sample({ comment: "longer" })));
    index.set(sample({ id: "b", comment: "c" }));
    expect([index.size, index.bytes]).toEqual([2, 2 * silenceBytes(sample())]);
    expect(index.get("b")?.comment).toBe("c");
    expect([...index.values()].map(({ id }) => id)).toEqual(["a", "b"]);
    index.delete("a");
    index.delete("unknown");
    expect([index.size, index.bytes, index.get("a")]).toEqual([1, silenceBytes(sample()), undefined]);
  });
});

describe("nextEdge", () => {
  const index = indexOf(sample({ id: "a" }), sample({ id: "b", startsAt: 1500, endsAt: 5000 }));
  it.for([
    { now: 0, want: 1000 },
    { now: 999, want: 1000 },
    { now: 1000, want: 1500 },
    { now: 1500, want: 2000 },
    { now: 2000, want: 5000 },
    { now: 5000, want: undefined },
  ])("after $now is $want", ({ now, want }) => {
    expect(index.nextEdge(now)).toBe(want);
  });

  it("is none without silences", () => {
    expect(indexOf().nextEdge(0)).toBeUndefined();
  });
});

describe("any history", () => {
  const text = fc.constantFrom("", "1", "2");
  const name = fc.constantFrom("x", "y", "constructor");
  const labels = fc.dictionary(name, text, { maxKeys: 2 });
  const matcher = fc
    .tuple(
      name,
      fc.constantFrom("=", "!=", "=~", "!~"),
      fc.constantFrom("", "1", "2", "1|2", "(2|1)", "1|", ".*"),
    )
    // The tuple's second place holds operators only; fast-check widens them to strings.
    .map(([name, op, value]) => compile({ name, op: op as Matcher["op"], value }));
  const silence = fc
    .record({
      id: fc.constantFrom("a", "b", "c"),
      matchers: fc.array(matcher, { minLength: 1, maxLength: 3 }),
      startsAt: fc.integer({ min: 0, max: 9 }),
      span: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ id, matchers, span, startsAt }) => sample({ id, matchers, startsAt, endsAt: startsAt + span }));
  const step = fc.oneof(
    fc.record({ set: silence }),
    fc.record({ delete: fc.constantFrom("a", "b", "c") }),
    fc.record({ ask: labels, now: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ forget: labels }),
  );

  it("gives the answer that a scan of all silences gives, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new SilenceIndex();
        const all = new Map<string, Silence>();
        for (const one of steps) {
          if ("set" in one) {
            index.set(one.set);
            all.set(one.set.id, one.set);
          } else if ("delete" in one) {
            index.delete(one.delete);
            all.delete(one.delete);
          } else if ("forget" in one) index.forget(fingerprint(one.forget));
          else {
            const active = [...all.values()].filter((each) => silenceState(each, one.now) === "active");
            const want = active.filter((each) => matchesAll(each.matchers, one.ask)).map(({ id }) => id);
            expect(silencers(index, one.ask, one.now)).toEqual(want.sort());
          }
        }
        expect(index.size).toBe(all.size);
        expect(index.bytes).toBe([...all.values()].reduce((sum, each) => sum + silenceBytes(each), 0));
      }),
      { numRuns: 500 },
    );
  });
});
