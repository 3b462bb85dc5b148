import { unquote } from "./matcher-unquote.ts";
import { err, ok, type Result } from "./result.ts";

export interface Token {
  readonly kind: "{" | "}" | "," | "operator" | "text";
  /** What it means: for a quoted text what is between the quotes. */
  readonly text: string;
  /** As written. */
  readonly source: string;
  /** Where it begins in the input. */
  readonly index: number;
}

const SPACE = /\p{White_Space}*/uy;
const TOKEN = /([{},])|([!=]~|!?=)|("(?:\\.|[^"\\])*")|([^{}!=~,\\"'`\p{White_Space}]+)/suy;

/** Splits the UTF-8 syntax: whatever it does not reserve may stand unquoted. */
export function scan(input: string): Result<readonly Token[], string> {
  const tokens: Token[] = [];
  for (let index = skipSpace(input, 0); index < input.length; index = skipSpace(input, index)) {
    TOKEN.lastIndex = index;
    const match = TOKEN.exec(input);
    if (match === null) return err(unreadable(input, index));

    const token = tokenOf(match);
    if (!token.ok) return token;
    tokens.push(token.value);
    index += match[0].length;
  }
  return ok(tokens);
}

function skipSpace(input: string, index: number): number {
  SPACE.lastIndex = index;
  return index + (SPACE.exec(input)?.[0].length ?? 0);
}

function tokenOf(match: RegExpExecArray): Result<Token, string> {
  const [source, punctuation, operator, quoted] = match;
  if (quoted !== undefined) return quotedToken(match);
  // The expression's first group holds these three and nothing else.
  const kind = (punctuation ?? (operator === undefined ? "text" : "operator")) as Token["kind"];
  return ok({ kind, text: source, source, index: match.index });
}

function quotedToken({ 0: source, index, input }: RegExpExecArray): Result<Token, string> {
  const text = unquote(source.slice(1, -1));
  if (text !== undefined) return ok({ kind: "text", text, source, index });
  return err(`${source} at position ${positionOf(input, index)} has an escape that Go does not know`);
}

function unreadable(input: string, index: number): string {
  const position = positionOf(input, index);
  if (input[index] === '"') return `the double quote at position ${position} is never closed`;
  const character = String.fromCodePoint(input.codePointAt(index) ?? 0);
  return `${character} at position ${position} must stand in double quotes`;
}

/** In characters, from 1. */
export function positionOf(input: string, index: number): number {
  return [...input.slice(0, index)].length + 1;
}
