import { compileMatcher, type Matcher, type MatchOp } from "./matcher.ts";
import { positionOf, scan, type Token } from "./matcher-tokens.ts";
import { err, ok, type Result } from "./result.ts";

/** Exactly one matcher in the UTF-8 syntax; the error is the bare reason. */
export function parseUtf8Matcher(input: string): Result<Matcher, string> {
  const parsed = parseUtf8Matchers(input);
  if (!parsed.ok) return parsed;
  const [matcher, ...others] = parsed.value;
  if (matcher === undefined) return err("there is no matcher");
  return others.length === 0 ? ok(matcher) : err(`expected one matcher, found ${parsed.value.length}`);
}

/** Zero or more matchers in the UTF-8 syntax; the error is the bare reason. */
export function parseUtf8Matchers(input: string): Result<readonly Matcher[], string> {
  const tokens = scan(input);
  return tokens.ok ? new TokenParser(input, tokens.value).parse() : tokens;
}

/** `{`, matchers with commas between them and perhaps one at the end, `}`: both braces or none. */
class TokenParser {
  readonly #input: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(input: string, tokens: readonly Token[]) {
    this.#input = input;
    this.#tokens = tokens;
  }

  parse(): Result<readonly Matcher[], string> {
    const braced = this.#accept("{");
    const matchers: Matcher[] = [];
    while (this.#kind() !== undefined && this.#kind() !== "}") {
      const matcher = this.#matcher();
      if (!matcher.ok) return matcher;
      matchers.push(matcher.value);
      if (!this.#accept(",")) break;
    }
    if (braced && !this.#accept("}")) return this.#expected("a comma or a closing brace");
    return this.#kind() === undefined ? ok(matchers) : this.#expected(braced ? "nothing more" : "a comma");
  }

  #matcher(): Result<Matcher, string> {
    const name = this.#take("text");
    if (name === undefined) return this.#expected("a label name");
    const op = this.#take("operator");
    if (op === undefined) return this.#expected("one of =, !=, =~ and !~");
    const value = this.#take("text");
    if (value === undefined) return this.#expected("a label value");
    // The scanner calls nothing else an operator.
    return compileMatcher(name.text, op.text as MatchOp, value.text);
  }

  #kind(): Token["kind"] | undefined {
    return this.#tokens[this.#next]?.kind;
  }

  #take(kind: Token["kind"]): Token | undefined {
    return this.#kind() === kind ? this.#tokens[this.#next++] : undefined;
  }

  #accept(kind: Token["kind"]): boolean {
    return this.#take(kind) !== undefined;
  }

  #expected(what: string): Result<never, string> {
    const token = this.#tokens[this.#next];
    const found =
      token === undefined ? "the end" : `${token.source} at position ${positionOf(this.#input, token.index)}`;
    return err(`expected ${what}, found ${found}`);
  }
}
