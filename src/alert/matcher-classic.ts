import { compileMatcher, type Matcher, type MatchOp } from "./matcher.ts";
import { err, ok, type Result } from "./result.ts";

// Alertmanager's first matcher syntax: names in ASCII, values with or without
// quotes, braces optional and not even balanced. RE2's \s is ASCII alone.
const MATCHER = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*(.*)$/s;
const SPACE = "\t\n\f\r ";
const UNICODE_SPACE = /^\p{White_Space}$/u;

const UNESCAPED_QUOTE = "the value holds a double quote that is not escaped, or opens one that never ends";

/** Zero or more matchers; the error is the bare reason. */
export function parseClassicMatchers(input: string): Result<readonly Matcher[], string> {
  const matchers: Matcher[] = [];
  for (const part of splitAtCommas(withoutBraces(input))) {
    const matcher = parseClassicMatcher(part);
    if (!matcher.ok) return matcher;
    matchers.push(matcher.value);
  }
  return ok(matchers);
}

/** Exactly one matcher; the error is the bare reason. */
export function parseClassicMatcher(input: string): Result<Matcher, string> {
  const match = MATCHER.exec(input);
  if (match === null) return err("not of the form name=value, with one of =, !=, =~ and !~");
  const [, name = "", op = "", raw = ""] = match;
  const value = unescapeValue(trimEnd(raw));
  // The expression lets nothing else through.
  return value.ok ? compileMatcher(name, op as MatchOp, value.value) : value;
}

/** A loop, because an expression tries every run of spaces to its end. */
function trimEnd(raw: string, isSpace = (character: string) => SPACE.includes(character)): string {
  let end = raw.length;
  while (end > 0 && isSpace(raw.charAt(end - 1))) end--;
  return raw.slice(0, end);
}

/** Go's strings.TrimSpace, which knows every space of Unicode. */
function trimUnicode(raw: string): string {
  const isSpace = (character: string) => UNICODE_SPACE.test(character);
  let start = 0;
  while (start < raw.length && isSpace(raw.charAt(start))) start++;
  return trimEnd(raw.slice(start), isSpace);
}

/** Each brace goes by itself: upstream has always taken `foo=bar}`. */
function withoutBraces(input: string): string {
  const open = input.startsWith("{") ? input.slice(1) : input;
  return open.endsWith("}") ? open.slice(0, -1) : open;
}

/** Commas inside double quotes do not count. A comma at the very end is allowed, others with nothing before them are not. */
function splitAtCommas(input: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let escaped = false;
  for (let i = 0; i < input.length; i++) {
    const character = input[i];
    if (character === "," && quoted) continue; // Upstream forgets to end an escape here.
    if (character === ",") {
      parts.push(input.slice(start, i));
      start = i + 1;
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = character === "\\" && !escaped;
  }
  // Upstream trims the last part alone so thoroughly.
  const last = trimUnicode(input.slice(start));
  return last === "" ? parts : [...parts, last];
}

/** Undoes \n, \" and \\; any other backslash stands for itself. */
function unescapeValue(raw: string): Result<string, string> {
  const quoted = raw.startsWith('"');
  const inner = quoted ? raw.slice(1) : raw;
  let value = "";
  for (let i = 0; i < inner.length; i++) {
    const character = inner.charAt(i);
    const isLast = i === inner.length - 1;
    if (character === '"') return quoted && isLast ? ok(value) : err(UNESCAPED_QUOTE);
    if (character === "\\" && !isLast) value += unescapeOne(inner.charAt(++i));
    else value += character;
  }
  return quoted ? err(UNESCAPED_QUOTE) : ok(value);
}

function unescapeOne(character: string): string {
  if (character === "n") return "\n";
  return character === '"' || character === "\\" ? character : `\\${character}`;
}
