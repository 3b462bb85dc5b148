import { compileMatcher, type Matcher, type MatchOp } from "../alert/matcher.ts";
import { parseMatchers } from "../alert/matcher-parse.ts";
import type { Section } from "./section.ts";

/** Classic label names, the only ones that the deprecated `match` forms know upstream. */
const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Reads a list of matchers in upstream's fallback mode; one entry may hold several. */
export function readMatchers(section: Section): readonly Matcher[] {
  return section.items().flatMap((item) => {
    const parsed = parseMatchers(String(item.value ?? ""));
    if (parsed.ok) return parsed.value;
    item.error(parsed.error);
    return [];
  });
}

/** Reads the deprecated `match` mapping (equality) or `match_re` mapping (regular expressions). */
export function readMatch(section: Section, op: Extract<MatchOp, "=" | "=~">): readonly Matcher[] {
  if (typeof section.value !== "object" || section.value === null) return [];
  return Object.entries(section.value).flatMap(([name, raw]) => {
    if (!CLASSIC_NAME.test(name)) section.error(`invalid label name ${JSON.stringify(name)}`, [name]);
    // Go leaves the regular expression of a field without a value unset, and upstream refuses that.
    if (raw === undefined && op === "=~")
      section.error(`invalid regexp value for ${JSON.stringify(name)}`, [name]);
    const value = String(raw ?? "");
    const matcher = compileMatcher(name, op, value);
    if (!matcher.ok) {
      section.error(matcher.error, [name]);
      return [];
    }
    // Upstream anchors `match_re` when it loads it, and the anchors are part of the group key.
    const anchored = compileMatcher(name, op, op === "=~" ? `^(?:${value})$` : value);
    return anchored.ok ? [anchored.value] : [];
  });
}
