import { type Labels, labelValue, sortedNames } from "./labels.ts";

// FNV-1a with 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/; the prime is 2^40 + 0x1b3.
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_TO_32 = 0x1_0000_0000;

/** Ends every name and value; no UTF-8 text holds this byte. */
const SEPARATOR = 0xff;

/** Alertmanager's identity of a label set, as 16 lower-case hex digits. */
export function fingerprint(labels: Labels): string {
  const hash = new Fnv1a64();
  for (const name of sortedNames(labels)) {
    hash.text(name);
    hash.byte(SEPARATOR);
    hash.text(labelValue(labels, name));
    hash.byte(SEPARATOR);
  }
  return hash.hex();
}

/** Two 32-bit halves, because BigInt takes four times as long. */
class Fnv1a64 {
  #high = OFFSET_HIGH;
  #low = OFFSET_LOW;

  byte(byte: number): void {
    const low = (this.#low ^ byte) >>> 0;
    // At most 2^32 * 0x1b3, which a double holds exactly.
    const product = low * PRIME_LOW;
    const carry = Math.floor(product / TWO_TO_32);
    this.#high = (Math.imul(this.#high, PRIME_LOW) + (low << 8) + carry) >>> 0;
    this.#low = product >>> 0;
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) this.byte(unit);
      else if (this.#wide(text.codePointAt(i) ?? unit)) i++;
    }
  }

  hex(): string {
    return hex32(this.#high) + hex32(this.#low);
  }

  /** Adds one code point above ASCII as UTF-8; true if it took two UTF-16 units. */
  #wide(point: number): boolean {
    // A lone surrogate has no UTF-8: like Go, hash the replacement character.
    const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    if (code < 0x800) {
      this.byte(0xc0 | (code >> 6));
    } else {
      if (code < 0x10000) {
        this.byte(0xe0 | (code >> 12));
      } else {
        this.byte(0xf0 | (code >> 18));
        this.byte(0x80 | ((code >> 12) & 0x3f));
      }
      this.byte(0x80 | ((code >> 6) & 0x3f));
    }
    this.byte(0x80 | (code & 0x3f));
    return code > 0xffff;
  }
}

function hex32(half: number): string {
  return half.toString(16).padStart(8, "0");
}
