/** What an expression of PromQL takes from the database: a metric and the matchers of its labels. */
export interface Selector {
  /** Undefined where the braces stand alone. */
  readonly metric?: string;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** Words that are no metric: between operands, or before a list of labels. */
const WORDS = /^(?:and|or|unless|bool|offset|start|end|atan2|inf|nan)$/i;

/** What stands in parentheses behind one of these is labels, and no expression. */
const BEFORE_LABELS = /^(?:by|without|on|ignoring|group_left|group_right)$/;

/** What stands before one of these two is the name of an aggregation, and no metric. */
const BEHIND_AGGREGATION = /^(?:by|without)$/;

const TOKEN =
  /(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)|(?<range>\[[^\]]*\])|(?<comment>#[^\n]*)|(?<number>\d[\w.]*)|(?<name>[A-Za-z_:$][\w:$]*)|(?<sign>=~|!~|!=|[{}(),=])/g;

type Kind = "text" | "range" | "comment" | "number" | "name" | "sign";

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

/** Every selector of an expression. It need not be valid: Grafana's variables stand in the place of anything. */
export function selectorsIn(expression: string): readonly Selector[] {
  const tokens = tokensOf(expression);
  const found: Selector[] = [];
  for (let at = 0; at < tokens.length; ) {
    const { selector, next } = readAt(tokens, at);
    if (selector !== undefined) found.push(selector);
    at = next;
  }
  return found;
}

/** The selector that begins at a token, if one does, and where to go on. */
function readAt(tokens: readonly Token[], at: number): { selector?: Selector; next: number } {
  const [token, behind] = [tokens[at], tokens[at + 1]];
  if (token?.text === "{") return braces(tokens, at);
  if (token?.kind !== "name") return { next: at + 1 };
  if (behind?.text === "{") return braces(tokens, at + 1, token.text);
  if (BEFORE_LABELS.test(token.text))
    return { next: behind?.text === "(" ? behindParenthesis(tokens, at) : at + 1 };
  const isCall = behind?.text === "(" || BEHIND_AGGREGATION.test(behind?.text ?? "");
  if (isCall || WORDS.test(token.text)) return { next: at + 1 };
  return { selector: { metric: token.text, matchers: [] }, next: at + 1 };
}

function behindParenthesis(tokens: readonly Token[], start: number): number {
  const end = tokens.findIndex(({ text }, index) => index > start && text === ")");
  return end === -1 ? tokens.length : end + 1;
}

function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of expression.matchAll(TOKEN)) {
    const [kind, text = ""] = Object.entries(groups).find(([, value]) => value !== undefined) ?? [];
    // The names of TOKEN's groups are those of Kind.
    if (kind !== "range" && kind !== "comment") tokens.push({ kind: kind as Kind, text });
  }
  return tokens;
}

/** From an opening brace to behind the closing one. */
function braces(
  tokens: readonly Token[],
  start: number,
  metric?: string,
): { selector: Selector; next: number } {
  const matchers: Matcher[] = [];
  let at = start + 1;
  for (; at < tokens.length && tokens[at]?.text !== "}"; at++) {
    const [label, operator, value] = [tokens[at], tokens[at + 1]?.text, tokens[at + 2]];
    if (label?.kind !== "name" || value?.kind !== "text" || !isOperator(operator)) continue;
    matchers.push({ label: label.text, operator, value: unquoted(value.text) });
    at += 2;
  }
  return { selector: { ...(metric !== undefined && { metric }), matchers }, next: at + 1 };
}

function isOperator(text: string | undefined): text is Matcher["operator"] {
  return text === "=" || text === "!=" || text === "=~" || text === "!~";
}

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith("`") ? inner : inner.replace(/\\(.)/g, "$1");
}

/** Whether a matcher lets `value` through. A variable of Grafana's stands for any value. */
export function lets({ operator, value: wanted }: Matcher, value: string): boolean {
  if (wanted.includes("$")) return true;
  if (operator === "=") return value === wanted;
  if (operator === "!=") return value !== wanted;
  return isMatch(wanted, value) === (operator === "=~");
}

function isMatch(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "s").test(value);
  } catch {
    return false;
  }
}
