import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/alert/fingerprint.ts";
import { type Labels, labelValue } from "../../../src/alert/labels.ts";
import { type Matcher, matchesAll } from "../../../src/alert/matcher.ts";
import { parseMatchers } from "../../../src/alert/matcher-parse.ts";
import type { InhibitRule } from "../../../src/config/config.ts";
import { InhibitIndex } from "../../../src/inhibit/inhibit.ts";

interface Alert {
  active: boolean;
  labels: Labels;
}

function matchers(texts: readonly string[]): Matcher[] {
  return texts.flatMap((text) => {
    const parsed = parseMatchers(text);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

function rule(source: readonly string[], target: readonly string[], equal: readonly string[]): InhibitRule {
  return { sourceMatchers: matchers(source), targetMatchers: matchers(target), equal };
}

/** An index that has seen every alert fire, and those that are over end. */
function indexOf(rules: readonly InhibitRule[], alerts: readonly Alert[]): InhibitIndex {
  const index = new InhibitIndex(rules);
  for (const { labels } of alerts) index.sourceFired(fingerprint(labels), labels);
  for (const { active, labels } of alerts) if (!active) index.sourceEnded(fingerprint(labels));
  return index;
}

function inhibitors(index: InhibitIndex, target: Labels): string[] {
  const source = index.inhibitedBy(fingerprint(target), target);
  return source === undefined ? [] : [source];
}

describe("InhibitIndex", () => {
  const critical = { severity: "critical", instance: "a", mountpoint: "/" };
  const warning = { severity: "warning", instance: "a", mountpoint: "/" };
  const severities = rule(["severity=critical"], ["severity=warning"], ["instance", "mountpoint"]);

  it.for([
    { name: "mutes the same instance and mountpoint", target: warning, inhibited: true },
    { name: "leaves another instance alone", target: { ...warning, instance: "b" }, inhibited: false },
    {
      name: "leaves another mountpoint alone",
      target: { ...warning, mountpoint: "/home" },
      inhibited: false,
    },
    { name: "leaves one that lacks an equal label alone", target: { severity: "warning" }, inhibited: false },
    {
      name: "leaves one that no target matcher wants alone",
      target: { ...warning, severity: "info" },
      inhibited: false,
    },
  ])("$name", ({ inhibited, target }) => {
    const index = indexOf([severities], [{ active: true, labels: critical }]);
    expect(inhibitors(index, target)).toEqual(inhibited ? [fingerprint(critical)] : []);
  });

  it.for([
    { name: "missing in both", source: {}, target: {} },
    { name: "empty in one and missing in the other", source: { e: "" }, target: {} },
    { name: "missing in one and empty in the other", source: {}, target: { e: "" } },
    { name: "named like something every object has", source: {}, target: {}, equal: "constructor" },
  ])("takes an equal label for equal when it is $name", ({ equal = "e", source, target }) => {
    const index = indexOf(
      [rule(["s=1"], ["t=1"], [equal])],
      [{ active: true, labels: { ...source, s: "1" } }],
    );
    expect(inhibitors(index, { ...target, t: "1" })).toHaveLength(1);
  });

  it("does not take values for equal that only look so when joined", () => {
    const index = indexOf(
      [rule(["s=1"], ["t=1"], ["a", "b"])],
      [{ active: true, labels: { s: "1", a: "x,y", b: "" } }],
    );
    expect(inhibitors(index, { t: "1", a: "x", b: "y" })).toEqual([]);
  });

  it("never lets an alert on both sides inhibit itself", () => {
    const both = { s: "1", t: "1" };
    const index = indexOf([rule(["s=1"], ["t=1"], [])], [{ active: true, labels: both }]);
    expect(inhibitors(index, both)).toEqual([]);
  });

  it("never lets two alerts on both sides inhibit each other, and lets them inhibit a plain target", () => {
    const [one, two] = [
      { s: "1", t: "1", n: "1" },
      { s: "1", t: "1", n: "2" },
    ];
    const index = indexOf(
      [rule(["s=1"], ["t=1"], [])],
      [
        { active: true, labels: one },
        { active: true, labels: two },
      ],
    );
    expect([inhibitors(index, one), inhibitors(index, two)]).toEqual([[], []]);
    expect(inhibitors(index, { t: "1" })).toEqual([fingerprint(one)]);
    index.sourceEnded(fingerprint(one));
    index.sourceEnded(fingerprint(two));
    expect(inhibitors(index, { t: "1" })).toEqual([]);
  });

  it("names another source when the first one ends, and none after the last", () => {
    const [one, two] = [
      { ...critical, n: "1" },
      { ...critical, n: "2" },
    ];
    const index = indexOf(
      [severities],
      [
        { active: true, labels: one },
        { active: true, labels: two },
      ],
    );
    expect(inhibitors(index, warning)).toEqual([fingerprint(one)]);
    index.sourceEnded(fingerprint(one));
    expect(inhibitors(index, warning)).toEqual([fingerprint(two)]);
    index.sourceEnded(fingerprint(two));
    expect(inhibitors(index, warning)).toEqual([]);
  });

  it("counts a source once however often it fires", () => {
    const index = indexOf([severities], []);
    for (let i = 0; i < 3; i++) index.sourceFired("c", critical);
    index.sourceEnded("c");
    index.sourceEnded("c");
    expect(inhibitors(index, warning)).toEqual([]);
    index.sourceFired("c", critical);
    expect(inhibitors(index, warning)).toEqual(["c"]);
  });

  it("never answers with the alert that was asked about", () => {
    const index = indexOf([severities], []);
    index.sourceFired("same", critical);
    expect(index.inhibitedBy("same", warning)).toBeUndefined();
  });

  it("asks each rule in turn", () => {
    const rules = [rule(["a=1"], ["t=1"], []), rule(["b=1"], ["t=1"], [])];
    const index = indexOf(rules, [{ active: true, labels: { b: "1" } }]);
    expect(inhibitors(index, { t: "1" })).toEqual([fingerprint({ b: "1" })]);
  });

  it("does not look at each of 20,000 sources to answer", () => {
    let looks = 0;
    const [only] = matchers(["severity=critical"]);
    if (only === undefined) throw new Error("no matcher");
    const matches = (labels: Labels) => {
      looks += 1;
      return only.matches(labels);
    };
    const counting: Matcher = { ...only, matches };
    const index = new InhibitIndex([{ ...severities, sourceMatchers: [counting] }]);
    for (let i = 0; i < 20_000; i++) index.sourceFired(`${i}`, { ...critical, instance: `${i}` });
    looks = 0;
    expect(index.inhibitedBy("w", { ...warning, instance: "19999" })).toBe("19999");
    expect(looks).toBe(0);
  });
});

describe("any history", () => {
  const value = fc.constantFrom("", "1", "2");
  const labels = fc.record({ s: value, t: value, e: value, f: value }, { requiredKeys: [] });
  const side = fc.constantFrom("s=1", "t=1", "s!=1", "e=~'1|2'", "t=~'.*'");
  const rules = fc.array(
    fc
      .tuple(fc.array(side, { maxLength: 2 }), fc.array(side, { maxLength: 2 }), fc.subarray(["e", "f"]))
      .map(([source, target, equal]) => rule(source, target, equal)),
    { maxLength: 3 },
  );
  const history = fc.array(fc.tuple(fc.boolean(), labels), { maxLength: 12 });

  it("gives the answer that a scan of all firing alerts gives", () => {
    fc.assert(
      fc.property(rules, history, labels, (ruleList, steps, target) => {
        const index = new InhibitIndex(ruleList);
        const firing = new Map<string, Labels>();
        for (const [fires, alert] of steps) {
          const key = fingerprint(alert);
          if (fires) index.sourceFired(key, alert);
          else index.sourceEnded(key);
          if (fires) firing.set(key, alert);
          else firing.delete(key);
        }
        const allowed = [...firing].filter(([, alert]) =>
          ruleList.some((one) => inhibits(one, alert, target)),
        );
        const [source] = inhibitors(index, target);
        if (source === undefined) expect(allowed).toEqual([]);
        else expect(allowed.map(([key]) => key)).toContain(source);
      }),
      { numRuns: 500 },
    );
  });
});

/** The rule as the notes of the conformance cases word it. */
function inhibits(
  { equal, sourceMatchers, targetMatchers }: InhibitRule,
  source: Labels,
  target: Labels,
): boolean {
  if (!matchesAll(sourceMatchers, source) || !matchesAll(targetMatchers, target)) return false;
  if (matchesAll(sourceMatchers, target) && matchesAll(targetMatchers, source)) return false;
  return equal.every((name) => labelValue(source, name) === labelValue(target, name));
}
