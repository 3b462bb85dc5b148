import { type Labels, labelValue } from "../../../src/alert/labels.ts";
import { matchesAll } from "../../../src/alert/matcher.ts";
import { parseMatcher } from "../../../src/alert/matcher-parse.ts";
import type { Dice } from "../harness/dice.ts";
import type { RuleSpec } from "./case.ts";
import { drawMatcher, NAMES } from "./words.ts";

const MOST_RULES = 3;
/** Of so many drawn for one place the first that will do is taken. */
const TRIES = 8;

/** Inhibition rules for a case with these alerts. */
export function drawRules(dice: Dice, alerts: readonly Labels[]): readonly RuleSpec[] {
  return Array.from({ length: dice.whole(0, MOST_RULES) }, (_, nth) => drawRule(dice, nth, alerts)).flat();
}

function drawRule(dice: Dice, nth: number, alerts: readonly Labels[]): readonly RuleSpec[] {
  const side = () => Array.from({ length: dice.whole(1, 2) }, () => drawMatcher(dice));
  for (let left = TRIES; left > 0; left--) {
    const rule = { key: `rule.${nth}`, source: side(), target: side(), equal: dice.some(NAMES, 0, 3) };
    if (hasPlainSources(rule, alerts)) return [rule];
  }
  return [];
}

/** Of several sources that are equal to a rule upstream knows only one: docs/differences.md, "inhibition". */
function hasPlainSources({ source, equal }: RuleSpec, alerts: readonly Labels[]): boolean {
  const matchers = source.flatMap((text) => {
    const parsed = parseMatcher(text);
    return parsed.ok ? [parsed.value] : [];
  });
  const sources = alerts.filter((labels) => matchesAll(matchers, labels));
  const places = sources.map((labels) => JSON.stringify(equal.map((name) => labelValue(labels, name))));
  return sources.length > 0 && new Set(places).size === places.length;
}
