import { goQuote, type Labels, labelValue } from "./labels.ts";
import { compileRegexp, type ValueTest } from "./matcher-regexp.ts";
import { ok, type Result } from "./result.ts";

export type MatchOp = "=" | "!=" | "=~" | "!~";

/** A compiled matcher. A label that is missing counts as the empty string. */
export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
  matches(labels: Labels): boolean;
}

/** The error says what is wrong with the regular expression. */
export function compileMatcher(name: string, op: MatchOp, value: string): Result<Matcher, string> {
  if (op === "=" || op === "!=") {
    return ok(matcherOf(name, op, value, (text) => text === value));
  }
  const regexp = compileRegexp(value);
  return regexp.ok ? ok(matcherOf(name, op, value, regexp.value)) : regexp;
}

function matcherOf(name: string, op: MatchOp, value: string, test: ValueTest): Matcher {
  const wanted = op === "=" || op === "=~";
  return { name, op, value, matches: (labels) => test(labelValue(labels, name)) === wanted };
}

/** Whether every matcher holds; true for none. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels));
}

/**
 * Whether a silence made of such matchers alone would be refused. Upstream counts negative
 * matchers as safe, though `a!="b"` matches nearly everything.
 */
export function mayMatchEmpty(matcher: Matcher): boolean {
  return (matcher.op === "=" || matcher.op === "=~") && matcher.matches({});
}

/** What the UTF-8 syntax gives a meaning of its own, and the classic one cannot carry in a name. */
const RESERVED = /[{}!=~,\\"'`\p{White_Space}]/u;

/** As upstream prints a matcher: the classic form where that can say it. */
export function formatMatcher({ name, op, value }: Pick<Matcher, "name" | "op" | "value">): string {
  if (RESERVED.test(name)) return goQuote(name) + op + goQuote(value);
  return `${name}${op}"${openMetricsEscape(value)}"`;
}

function openMetricsEscape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
