/** The peer broke the protocol, or refused: a sentence for the result. */
export class HandshakeError extends Error {
  override readonly name: string = "HandshakeError";
}

/** The peer ended the connection, with a reason or without. */
export class HangUpError extends HandshakeError {
  override readonly name = "HangUpError";
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A number of `size` bytes, the highest first; record numbers take eight. */
export function uint(size: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let rest = value;
  // No bit operators: they know 32 bits alone.
  for (let at = size - 1; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** The parts behind their common length, which takes `size` bytes. */
export function vector(size: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concat(...parts);
  return concat(uint(size, content.byteLength), content);
}

export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  // Nothing secret is compared: who could time it is the peer, which made both sides of it.
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}

/** Reads the fields of one message in order. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.byteLength) throw new HandshakeError("The peer sent a message that ends too early");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  uint(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  vector(size: number): Uint8Array {
    return this.take(this.uint(size));
  }
}
