const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;

/**
 * Orders two strings as Go orders them: by their UTF-8 bytes.
 * JavaScript's `<` differs, because surrogates sort below U+E000 to U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Where a UTF-16 unit stands among code points: surrogates begin those above U+FFFF, so they come last. */
function codePointRank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit < FIRST_AFTER_SURROGATES ? unit + 0x10000 : unit;
}

/** Whether `text` takes more than `limit` bytes as UTF-8. */
export function isLongerThan(text: string, limit: number): boolean {
  // One UTF-16 unit makes at least one byte and at most three, so most texts need no counting.
  if (text.length > limit) return true;
  return text.length * 3 > limit && utf8Length(text) > limit;
}

/** How many bytes `text` takes as UTF-8; a lone surrogate counts as U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += unitBytes(text, i);
  return bytes;
}

/** The longest beginning of `text` that takes at most `limit` bytes and ends between code points. */
export function cutUtf8(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  while (end < text.length) {
    const units = isPair(text, end) ? 2 : 1;
    bytes += units === 2 ? 4 : unitBytes(text, end);
    if (bytes > limit) break;
    end += units;
  }
  return text.slice(0, end);
}

/** Bytes that one UTF-16 unit adds: each half of a surrogate pair brings two of its four. */
function unitBytes(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return isPair(text, index) || isPair(text, index - 1) ? 2 : 3;
}

function isPair(text: string, index: number): boolean {
  return isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1));
}

function isHigh(unit: number): boolean {
  return unit >= FIRST_SURROGATE && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < FIRST_AFTER_SURROGATES;
}
