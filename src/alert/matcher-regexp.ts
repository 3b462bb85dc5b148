import { RE2JS, RE2JSException } from "re2js";
import { withGoClasses } from "./matcher-classes.ts";
import { err, ok, type Result } from "./result.ts";

/** Answers whether a whole label value matches. */
export type ValueTest = (value: string) => boolean;

/** Verdicts that one matcher remembers. With the length below that is at most 512 KiB; a storm has fewer distinct values of a label. */
export const MAX_VERDICTS = 1_000;

/** Longer values (label values may take 4 KiB) are judged anew each time. */
export const MAX_REMEMBERED_LENGTH = 256;

const LITERALS = /^[^\\.+*?()|[\]{}^$]*(?:\|[^\\.+*?()|[\]{}^$]*)*$/;

/** What may hide a group (escapes, `\Q` texts, character classes), or the start of a named one. */
const NAMED_GROUP = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|(\(\?P?<\w+>)/gs;

/** Compiles a matcher's regular expression as Alertmanager does: RE2, anchored at both ends. */
export function compileRegexp(pattern: string): Result<ValueTest, string> {
  if (LITERALS.test(pattern)) {
    const literals = new Set(pattern.split("|"));
    return ok((value) => literals.has(value));
  }
  const regexp = compile(`^(?:${withGoClasses(pattern)})$`);
  return regexp.ok ? ok(rememberVerdicts((value) => regexp.value.test(value))) : regexp;
}

/** What is wrong with a pattern that stands alone; anchored, `)(` and its like would compile. */
export function regexpProblem(pattern: string): string | undefined {
  const regexp = compile(withGoClasses(pattern));
  return regexp.ok ? undefined : regexp.error;
}

function compile(pattern: string): Result<RE2JS, string> {
  try {
    return ok(compileInGo(pattern));
  } catch (error) {
    if (error instanceof RE2JSException) return err(error.message);
    throw error;
  }
}

function compileInGo(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    // Go lets two groups share a name; matchers read no groups, so names can go.
    if (!(error instanceof RE2JSException) || !error.message.includes("duplicate capture group")) throw error;
    return RE2JS.compile(withoutGroupNames(pattern));
  }
}

function withoutGroupNames(pattern: string): string {
  return pattern.replace(NAMED_GROUP, (text, name: string | undefined) => (name === undefined ? text : "("));
}

/** Routing asks the same few values over and over: 7 ns from the map against 165 ns from the automaton. */
export function rememberVerdicts(test: ValueTest): ValueTest {
  const verdicts = new Map<string, boolean>();
  return (value) => {
    const known = verdicts.get(value);
    if (known !== undefined) return known;

    const verdict = test(value);
    if (value.length > MAX_REMEMBERED_LENGTH) return verdict;
    // Starting over costs one round of tests, and needs no bookkeeping on each hit.
    if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
    verdicts.set(value, verdict);
    return verdict;
  };
}
