import { formatMatcher, type MatchOp } from "../../alert/matcher.ts";
import { parseMatchers } from "../../alert/matcher-parse.ts";
import { compareUtf8 } from "../../alert/utf8.ts";
import type { YamlStruct, YamlValue } from "../go-yaml/value.ts";
import {
  durationIfGiven,
  type Field,
  type Fields,
  flag,
  list,
  map,
  readFields,
  text,
  textOf,
} from "./field.ts";
import { items, member, type Node } from "./node.ts";

const texts = list(textOf);
const match = map(textOf);

/** Upstream's numbers of the operators, by which it orders matchers of the same name and value. */
const OPS: readonly MatchOp[] = ["=", "!=", "=~", "!~"];

const matchers: Field = (node) => {
  const parsed = items(node).flatMap((item) => {
    const result = parseMatchers(textOf(item));
    return result.ok ? result.value : [];
  });
  const sorted = parsed.toSorted(
    (a, b) =>
      compareUtf8(a.name, b.name) || compareUtf8(a.value, b.value) || OPS.indexOf(a.op) - OPS.indexOf(b.op),
  );
  return sorted.length === 0 ? undefined : sorted.map(formatMatcher);
};

const routeFields: Fields = {
  receiver: text(),
  group_by: texts,
  match,
  match_re: match,
  matchers,
  mute_time_intervals: texts,
  active_time_intervals: texts,
  continue: flag(false),
  routes: (node) => list(route)(node),
  group_wait: durationIfGiven,
  group_interval: durationIfGiven,
  repeat_interval: durationIfGiven,
};

/** The routing tree from here on. */
export function route(node: Node | undefined): YamlStruct {
  return readFields(routeFields, node);
}

/** Every receiver that the tree names: Alertmanager sets up no other. */
export function routedReceivers(node: Node | undefined): readonly string[] {
  return [textOf(member(node, "receiver")), ...items(member(node, "routes")).flatMap(routedReceivers)];
}

const inhibitRuleFields: Fields = {
  name: text(),
  source_match: match,
  source_match_re: match,
  source_matchers: matchers,
  target_match: match,
  target_match_re: match,
  target_matchers: matchers,
  equal: texts,
};

/** Rules with `sources`, which 0.33.1 cannot read: one is said in the older words, several are not in use here. */
export const inhibitRules: Field = (node) => {
  const rules = items(node).flatMap((rule): YamlValue[] => {
    const read = readFields(inhibitRuleFields, rule);
    const [source, ...others] = items(member(rule, "sources"));
    if (others.length > 0) return [];
    if (source === undefined) return [read];
    return [
      {
        ...read,
        source_matchers: matchers(member(source, "matchers")),
        equal: texts(member(source, "equal")),
      },
    ];
  });
  return rules.length === 0 ? undefined : rules;
};
