import { describe, expect, test } from "vitest";
import type { InhibitRule } from "../../../src/config/config.ts";
import { configOf, findings, load, ROUTING } from "./harness.ts";

function rulesOf(rules: string): readonly InhibitRule[] {
  return configOf(load(`${ROUTING}inhibit_rules:\n${rules}`)).inhibitRules;
}

function shown({ name, sourceMatchers, targetMatchers, equal }: InhibitRule): unknown {
  const texts = (matchers: InhibitRule["sourceMatchers"]) =>
    matchers.map((m) => `${m.name}${m.op}${m.value}`);
  return { name, source: texts(sourceMatchers), target: texts(targetMatchers), equal };
}

describe("rules are read in every form of upstream", () => {
  test.each([
    [
      "matchers",
      `- {name: n, source_matchers: [a=1, b=2], target_matchers: ['c=~"3|4"'], equal: [x, y]}`,
      { name: "n", source: ["a=1", "b=2"], target: ["c=~3|4"], equal: ["x", "y"] },
    ],
    [
      "deprecated mappings",
      "- {source_match: {a: 1}, source_match_re: {b: c.*}, target_match: {d: e}, target_match_re: {f: g}}",
      { source: ["a=1", "b=~^(?:c.*)$"], target: ["d=e", "f=~^(?:g)$"], equal: [] },
    ],
    [
      "one source of 0.34",
      "- {sources: [{matchers: [a=1], equal: [x]}], target_matchers: [b=2]}",
      { source: ["a=1"], target: ["b=2"], equal: ["x"] },
    ],
    ["nothing", "- {}", { source: [], target: [], equal: [] }],
    [
      "matchers that are none",
      "- {source_matchers: [null, '', '{}']}",
      { source: [], target: [], equal: [] },
    ],
  ])("%s", (_, yaml, expected) => {
    expect(rulesOf(yaml).map(shown)).toEqual([{ name: undefined, ...expected }]);
  });
});

test("a rule with several sources mutes nothing, and a warning says so", () => {
  const loaded = load(
    `${ROUTING}inhibit_rules:\n- {sources: [{matchers: [a=1]}, {matchers: [b=1]}], target_matchers: [c=1]}`,
  );
  expect(configOf(loaded).inhibitRules).toEqual([]);
  expect(findings(loaded)).toEqual([
    "4:4 warning: an inhibit rule with 2 sources is not used: the edge mutes by one source alone, and sends what this rule would mute",
  ]);
});

test("an empty list item is skipped with a warning", () => {
  const loaded = load(`${ROUTING}inhibit_rules:\n- {equal: [x]}\n-\n`);
  expect(configOf(loaded).inhibitRules).toHaveLength(1);
  expect(findings(loaded)).toEqual(["5:2 warning: an empty list item is skipped"]);
});

describe("a rule that upstream refuses is refused, at its place", () => {
  test.each([
    [
      "misspelt field",
      "- {source_matcher: []}",
      'Unknown field "source_matcher" in inhibit rule, did you mean "source_matchers"?',
    ],
    ["bad label", "- {source_match: {a-b: c}}", 'invalid label name "a-b"'],
    ["empty label in equal", '- {equal: [a, ""]}', 'invalid label name "" in equal list'],
    [
      "empty label in a source's equal",
      '- {sources: [{matchers: [a=1], equal: [""]}]}',
      'invalid label name "" in source equal list',
    ],
    [
      "both forms of source",
      "- {sources: [{matchers: [a=1]}], equal: [x]}",
      "sources cannot be combined with source_match, source_match_re, source_matchers, or equal",
    ],
    ["a source without matchers", "- {sources: [{equal: [x]}]}", "source 0: matchers must not be empty"],
    [
      "a source that matches everything",
      `- {sources: [{matchers: ['a=~".*"']}]}`,
      "source 0: at least one matcher must not match the empty string",
    ],
    [
      "bad regular expression",
      "- {target_match_re: {a: '['}}",
      "error parsing regexp: missing closing ]: `[)$`",
    ],
    ["an equal label that is empty", "- {equal: [a, null]}", 'invalid label name "" in equal list'],
    ["a regular expression without a value", "- {source_match_re: {a: }}", 'invalid regexp value for "a"'],
    ["no mapping", "- text", 'Cannot read inhibit rule: expected a mapping, got "text"'],
  ])("%s", (_, yaml, message) => {
    const [finding, ...others] = findings(load(`${ROUTING}inhibit_rules:\n${yaml}`));
    expect(others).toEqual([]);
    expect(finding).toMatch(/^4:\d+ error: /);
    expect(finding).toContain(message);
  });
});
