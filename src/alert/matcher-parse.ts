import { goQuote } from "./labels.ts";
import type { Matcher } from "./matcher.ts";
import { parseClassicMatcher, parseClassicMatchers } from "./matcher-classic.ts";
import { parseUtf8Matcher, parseUtf8Matchers } from "./matcher-utf8.ts";
import { err, type Result } from "./result.ts";

/** Upstream's three: `fallback` is its default since 0.27 and ours. */
export type ParseMode = "classic" | "utf8" | "fallback";

type Parse<T> = (input: string) => Result<T, string>;

/** Zero or more matchers, in optional braces: an entry of a `matchers:` list. */
export function parseMatchers(
  input: string,
  mode: ParseMode = "fallback",
): Result<readonly Matcher[], string> {
  return explain(input, byMode(mode, parseClassicMatchers, parseUtf8Matchers)(input.toWellFormed()));
}

/** Exactly one matcher without braces: a value of `?filter=`. */
export function parseMatcher(input: string, mode: ParseMode = "fallback"): Result<Matcher, string> {
  const braced = input.startsWith("{") || input.endsWith("}");
  if (braced && mode !== "classic")
    return explain(input, err("braces are not allowed around a single matcher"));
  return explain(input, byMode(mode, parseClassicMatcher, parseUtf8Matcher)(input.toWellFormed()));
}

function byMode<T>(mode: ParseMode, classic: Parse<T>, utf8: Parse<T>): Parse<T> {
  if (mode === "classic") return classic;
  if (mode === "utf8") return utf8;
  return (input) => fallback(classic(input), () => utf8(input));
}

/** Where both syntaxes can read the input, the classic reading wins: files written for it must keep their meaning. */
function fallback<T>(classic: Result<T, string>, utf8: () => Result<T, string>): Result<T, string> {
  return classic.ok ? classic : utf8();
}

function explain<T>(input: string, parsed: Result<T, string>): Result<T, string> {
  return parsed.ok ? parsed : err(`Cannot parse matcher ${goQuote(input)}: ${parsed.error}`);
}
