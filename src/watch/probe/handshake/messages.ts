import { createHash } from "node:crypto";
import { concat, HandshakeError, Reader, vector } from "./bytes.ts";
import { type Hash, message, record } from "./parameters.ts";
import type { Records } from "./records.ts";

/** Most that a peer's whole handshake may take. OpenSSL reads chains of up to 100 KiB (`SSL_MAX_CERT_LIST_DEFAULT`). */
export const MAX_HANDSHAKE_BYTES = 128 * 1024;

export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

const HEADER_LENGTH = 4;

/** The handshake messages of both sides: read from records, sent in them, and kept, because every signature is over all so far. */
export class Messages {
  readonly #records: Records;
  #pending: Uint8Array = new Uint8Array();
  #received = 0;
  #transcript: Uint8Array = new Uint8Array();

  constructor(records: Records) {
    this.#records = records;
  }

  async send(type: number, ...body: readonly Uint8Array[]): Promise<void> {
    const whole = concat(Uint8Array.of(type), vector(3, ...body));
    this.#transcript = concat(this.#transcript, whole);
    await this.#records.write(record.handshake, whole);
  }

  /** The next message, and the hash of all before it. */
  async next(): Promise<Message> {
    const header = await this.#take(HEADER_LENGTH);
    const length = new Reader(header.subarray(1)).uint(3);
    const body = await this.#take(length);
    this.#transcript = concat(this.#transcript, header, body);
    return { type: header[0] ?? 0, body };
  }

  /** The next message, which must be of this type. */
  async expect(type: number): Promise<Uint8Array> {
    return bodyOf(await this.next(), type);
  }

  hash(algorithm: Hash): Uint8Array {
    return createHash(algorithm).update(this.#transcript).digest();
  }

  async #take(length: number): Promise<Uint8Array> {
    while (this.#pending.byteLength < length) {
      const { type, content } = await this.#records.next();
      // Of TLS 1.3 it means nothing; in TLS 1.2 it is awaited elsewhere.
      if (type === record.changeCipherSpec) continue;
      if (type !== record.handshake) throw new HandshakeError("The peer sent data in the handshake");
      this.#received += content.byteLength;
      if (this.#received > MAX_HANDSHAKE_BYTES)
        throw new HandshakeError(`The peer's handshake is over ${MAX_HANDSHAKE_BYTES} bytes`);
      this.#pending = concat(this.#pending, content);
    }
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}

/** The body of a message that must be of this type. */
export function bodyOf({ type, body }: Message, expected: number): Uint8Array {
  if (type === expected) return body;
  const name = Object.entries(message).find(([, number]) => number === expected)?.[0] ?? "";
  throw new HandshakeError(`The peer sent message ${type} in place of ${name}`);
}
