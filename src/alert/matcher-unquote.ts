const PIECE =
  /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|[^\\"\n]+/y;

const SHORT: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  "\\": 0x5c,
  '"': 0x22,
};

/** Go's strconv.Unquote for what is between double quotes; undefined if Go refuses it or it is not UTF-8. */
export function unquote(inner: string): string | undefined {
  if (!/[\\"\n]/.test(inner)) return inner;
  const bytes: number[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < inner.length) {
    const match = PIECE.exec(inner);
    const piece = match === null ? undefined : pieceBytes(match);
    if (piece === undefined) return undefined;
    for (const byte of piece) bytes.push(byte);
  }
  return decode(bytes);
}

/** Undefined for a code point or byte that does not exist. */
function pieceBytes(match: RegExpExecArray): Iterable<number> | undefined {
  const [text, short, hex, octal, four, eight] = match;
  if (short !== undefined) return [SHORT[short] ?? 0];
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  if (octal !== undefined) return Number.parseInt(octal, 8) > 0xff ? undefined : [Number.parseInt(octal, 8)];
  const digits = four ?? eight;
  return digits === undefined ? new TextEncoder().encode(text) : codePointBytes(Number.parseInt(digits, 16));
}

function codePointBytes(code: number): Iterable<number> | undefined {
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return code > 0x10ffff || isSurrogate ? undefined : new TextEncoder().encode(String.fromCodePoint(code));
}

function decode(bytes: readonly number[]): string | undefined {
  try {
    // The byte order mark is a character like any other here.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return undefined;
  }
}
