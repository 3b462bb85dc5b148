import { raiseAlert } from "./alert.ts";
import { concat, HandshakeError, HangUpError, uint } from "./bytes.ts";
import { record, TLS12 } from "./parameters.ts";
import type { Seal } from "./seal.ts";

/** A plain record holds 16 KiB; a sealed one may be longer by 2 KiB (RFC 5246 6.2.3). */
export const MAX_RECORD_BYTES = 16 * 1024 + 2048;

/** Bytes of one direction of a connection, in pieces as they come; undefined at the end. */
export interface Wire {
  read(): Promise<Uint8Array | undefined>;
  write(bytes: Uint8Array): Promise<void>;
}

export interface TlsRecord {
  readonly type: number;
  readonly content: Uint8Array;
}

const HEADER_LENGTH = 5;

/** Cuts a stream of bytes into records, and seals and opens them once there are keys. */
export class Records {
  readonly #wire: Wire;
  #pending: Uint8Array = new Uint8Array();
  #isFirst = true;
  /** What opens the peer's records; set as soon as they are sealed. */
  incoming: Seal | undefined;
  /** What seals our own. */
  outgoing: Seal | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  async write(type: number, content: Uint8Array): Promise<void> {
    const { type: shown, fragment } = this.outgoing?.seal(type, content) ?? { type, fragment: content };
    const header = concat(Uint8Array.of(shown), uint(2, TLS12), uint(2, fragment.byteLength));
    await this.#wire.write(concat(header, fragment));
  }

  /** The next record that is no warning; throws at a refusal. */
  async next(): Promise<TlsRecord> {
    for (;;) {
      const next = await this.#read();
      if (next.type !== record.alert) return next;
      raiseAlert(next.content);
    }
  }

  async #read(): Promise<TlsRecord> {
    const header = await this.#take(HEADER_LENGTH);
    const [type = 0, major] = header;
    const length = (header[3] ?? 0) * 256 + (header[4] ?? 0);
    if (
      type < record.changeCipherSpec ||
      type > record.applicationData ||
      major !== 3 ||
      length > MAX_RECORD_BYTES
    )
      throw new HandshakeError(
        this.#isFirst ? "The peer does not speak TLS" : "The peer sent what is no TLS record",
      );
    this.#isFirst = false;
    const fragment = await this.#take(length);
    // TLS 1.3 sends this one unsealed, for middleboxes alone.
    if (type === record.changeCipherSpec) return { type, content: fragment };
    return this.incoming?.open(type, fragment) ?? { type, content: fragment };
  }

  async #take(length: number): Promise<Uint8Array> {
    while (this.#pending.byteLength < length) {
      const chunk = await this.#wire.read();
      if (chunk === undefined) throw new HangUpError("The peer hung up in the handshake");
      this.#pending = concat(this.#pending, chunk);
    }
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}

/** Sends the record with which a sealed TLS 1.2 stream starts, and which TLS 1.3 keeps for middleboxes. */
export async function changeCipherSpec(records: Records, outgoing: Seal): Promise<void> {
  await records.write(record.changeCipherSpec, Uint8Array.of(1));
  records.outgoing = outgoing;
}
