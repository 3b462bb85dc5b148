/** What a value has to begin and end with, or it cannot match a whole expression; both may be empty. */
export interface LiteralEnds {
  readonly prefix: string;
  readonly suffix: string;
}

/** An escape, a class, or one character. */
const PIECE = /\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|./gsu;

/** A character that stands for itself, or is escaped to do so. */
const LITERAL = /^(?:[^\\.+*?()|[\]{}^$]|\\[^A-Za-z0-9])$/u;

/** An escape that stands for something else, some of them together with what follows. */
const MEANING = /^\\[A-Za-z0-9]/;

/** A group that sets flags: a letter may mean both cases then. */
const FLAGS = /\(\?(?!:|P?<)/;

const QUANTIFIER = /^[*+?{]$/;

/** Of a valid RE2 expression without `\Q`. It may say less than is true, never more. */
export function literalEnds(expression: string): LiteralEnds {
  const pieces = expression.match(PIECE) ?? [];
  if (FLAGS.test(expression) || alternates(pieces)) return { prefix: "", suffix: "" };
  return { prefix: textOf(leading(pieces)), suffix: textOf(trailing(pieces)) };
}

/** Whether the expression as a whole is one or another. */
function alternates(pieces: readonly string[]): boolean {
  let depth = 0;
  return pieces.some((piece) => {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    return piece === "|" && depth === 0;
  });
}

function leading(pieces: readonly string[]): readonly string[] {
  const end = pieces.findIndex((piece) => !LITERAL.test(piece));
  if (end === -1) return pieces;
  // A quantifier speaks of the character before it, which may be absent then.
  return pieces.slice(0, QUANTIFIER.test(pieces[end] ?? "") ? Math.max(0, end - 1) : end);
}

function trailing(pieces: readonly string[]): readonly string[] {
  if (pieces.some((piece) => MEANING.test(piece))) return [];
  return pieces.slice(pieces.findLastIndex((piece) => !LITERAL.test(piece)) + 1);
}

function textOf(pieces: readonly string[]): string {
  return pieces.map((piece) => piece.replace(/^\\/, "")).join("");
}
