import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/alert/fingerprint.ts";
import type { Labels } from "../../src/alert/labels.ts";
import type { Matcher } from "../../src/alert/matcher.ts";
import { parseMatchers } from "../../src/alert/matcher-parse.ts";
import type { InhibitRule } from "../../src/config/config.ts";
import { InhibitIndex } from "../../src/inhibit/inhibit.ts";
import { readTable } from "./table.ts";

interface Alert {
  readonly active: boolean;
  readonly labels: Labels | null;
}

interface Row {
  readonly source: string;
  readonly rules: { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
  readonly alerts: Alert[];
  readonly target: Labels;
  readonly inhibited: boolean;
  readonly inhibitedBy: string[];
}

const { cases, hasEqual } = readTable<{
  cases: Row[];
  hasEqual: { name: string; equal: string[]; sourceAlerts: Alert[]; target: Labels; inhibited: boolean }[];
}>("inhibit");

function matchers(texts: readonly string[]): Matcher[] {
  return texts.flatMap((text) => {
    const parsed = parseMatchers(text);
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

/** An index that has seen every alert fire, and those that are over end. */
function indexOf(rules: readonly InhibitRule[], alerts: readonly Alert[]): InhibitIndex {
  const index = new InhibitIndex(rules);
  for (const { labels } of alerts) index.sourceFired(fingerprint(labels ?? {}), labels ?? {});
  for (const { active, labels } of alerts) if (!active) index.sourceEnded(fingerprint(labels ?? {}));
  return index;
}

function inhibitors(index: InhibitIndex, target: Labels): string[] {
  const source = index.inhibitedBy(fingerprint(target), target);
  return source === undefined ? [] : [source];
}

describe("alerts are inhibited as upstream inhibits them", () => {
  it.for(cases)("$source: $target by $alerts", ({ alerts, inhibited, inhibitedBy, rules, target }) => {
    const read = rules.map(
      ({ source_matchers, target_matchers, equal }): InhibitRule => ({
        sourceMatchers: matchers(source_matchers),
        targetMatchers: matchers(target_matchers),
        equal,
      }),
    );
    expect(inhibitors(indexOf(read, alerts), target)).toEqual(inhibitedBy);
    expect(inhibitedBy.length > 0).toBe(inhibited);
  });
});

describe("equal labels are compared as in inhibit_test.go TestInhibitRuleHasEqual", () => {
  it.for(hasEqual)("$name", ({ equal, inhibited, sourceAlerts, target }) => {
    // Everything matches both sides here unless a matcher tells them apart, so the target gets a mark.
    const rule = { sourceMatchers: matchers(["target!=1"]), targetMatchers: matchers(["target=1"]), equal };
    const index = indexOf([rule], sourceAlerts);
    expect(inhibitors(index, { ...target, target: "1" }).length > 0).toBe(inhibited);
  });
});
