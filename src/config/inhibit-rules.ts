import * as z from "zod";
import type { Matcher } from "../alert/matcher.ts";
import type { InhibitRule } from "./config.ts";
import { text } from "./field.ts";
import { readMatch, readMatchers } from "./matchers.ts";
import type { Section } from "./section.ts";

const labelsSchema = z.record(z.string(), text.optional()).optional();
const textsSchema = z.array(text).optional();

const sourceSchema = z.strictObject({ matchers: textsSchema, equal: textsSchema });

const ruleSchema = z.strictObject({
  name: text.optional(),
  source_match: labelsSchema,
  source_match_re: labelsSchema,
  source_matchers: textsSchema,
  sources: z.array(sourceSchema).optional(),
  target_match: labelsSchema,
  target_match_re: labelsSchema,
  target_matchers: textsSchema,
  equal: textsSchema,
});

type RawRule = z.infer<typeof ruleSchema>;

/** Reads `inhibit_rules`. */
export function readInhibitRules(section: Section): readonly InhibitRule[] {
  return section.filledItems().flatMap((item) => {
    const raw = item.decode(ruleSchema, "inhibit rule");
    return raw === undefined ? [] : readRule(item, raw);
  });
}

function readRule(section: Section, raw: RawRule): readonly InhibitRule[] {
  const source = readSide(section, "source");
  const targetMatchers = readSide(section, "target");
  checkEqual(section, "equal list", raw.equal ?? [], ["equal"]);
  const name = raw.name === undefined ? {} : { name: raw.name };
  if ((raw.sources ?? []).length === 0) {
    return [{ ...name, sourceMatchers: source, targetMatchers, equal: raw.equal ?? [] }];
  }
  if (source.length > 0 || (raw.equal ?? []).length > 0) {
    const fields = "source_match, source_match_re, source_matchers, or equal";
    section.error(`sources cannot be combined with ${fields}`, ["sources"]);
  }
  const sources = section.child("sources").items().map(readSource);
  if (sources.length === 1) return sources.map((only) => ({ ...name, ...only, targetMatchers }));
  const instead = "the edge mutes by one source alone, and sends what this rule would mute";
  section.warn(`an inhibit rule with ${sources.length} sources is not used: ${instead}`, ["sources"]);
  return [];
}

function readSource(section: Section, index: number): Pick<InhibitRule, "sourceMatchers" | "equal"> {
  const sourceMatchers = readMatchers(section.child("matchers"));
  if (!section.child("matchers").items().length) section.error(`source ${index}: matchers must not be empty`);
  else if (sourceMatchers.length > 0 && sourceMatchers.every((matcher) => matcher.matches({}))) {
    section.error(`source ${index}: at least one matcher must not match the empty string`, ["matchers"]);
  }
  const equal = section
    .child("equal")
    .items()
    .map((label) => String(label.value));
  checkEqual(section, "source equal list", equal, ["equal"]);
  return { sourceMatchers, equal };
}

function readSide(section: Section, side: "source" | "target"): readonly Matcher[] {
  return [
    ...readMatch(section.child(`${side}_match`), "="),
    ...readMatch(section.child(`${side}_match_re`), "=~"),
    ...readMatchers(section.child(`${side}_matchers`)),
  ];
}

function checkEqual(
  section: Section,
  list: string,
  labels: readonly string[],
  path: readonly string[],
): void {
  section.refuseEmptyItems("equal", `invalid label name "" in ${list}`);
  const index = labels.indexOf("");
  if (index >= 0) section.error(`invalid label name "" in ${list}`, [...path, index]);
}
