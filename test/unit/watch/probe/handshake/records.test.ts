import { describe, it } from "vitest";
import { concat, uint, vector } from "../../../../../src/watch/probe/handshake/bytes.ts";
import { MAX_HANDSHAKE_BYTES, Messages } from "../../../../../src/watch/probe/handshake/messages.ts";
import { message, record, suites } from "../../../../../src/watch/probe/handshake/parameters.ts";
import { MAX_RECORD_BYTES, Records, type Wire } from "../../../../../src/watch/probe/handshake/records.ts";
import { seal12, seal13 } from "../../../../../src/watch/probe/handshake/seal.ts";

function recordOf(type: number, content: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type, 3, 3), uint(2, content.byteLength), content);
}

/** A wire that says these bytes in pieces of this size. */
function wire(bytes: Uint8Array, size = bytes.byteLength): Wire & { readonly written: number[] } {
  let at = 0;
  const written: number[] = [];
  return {
    written,
    async read() {
      if (at >= bytes.byteLength) return undefined;
      at += size;
      return bytes.subarray(at - size, at);
    },
    async write(piece) {
      written.push(...piece);
    },
  };
}

const hello = concat(Uint8Array.of(message.serverHello), vector(3, Uint8Array.of(1, 2, 3)));

describe("Records", () => {
  it.for([1, 2, 5, 7, 100])("are cut out of pieces of %s bytes", async (size, { expect }) => {
    const bytes = concat(recordOf(22, Uint8Array.of(1)), recordOf(23, Uint8Array.of(2, 3)));
    const records = new Records(wire(bytes, size));
    expect(await records.next()).toEqual({ type: 22, content: Uint8Array.of(1) });
    expect(await records.next()).toEqual({ type: 23, content: Uint8Array.of(2, 3) });
    await expect(records.next()).rejects.toThrow("The peer hung up in the handshake");
  });

  it("may be as long as their bound and no longer", async ({ expect }) => {
    const longest = recordOf(22, new Uint8Array(MAX_RECORD_BYTES));
    expect((await new Records(wire(longest)).next()).content).toHaveLength(MAX_RECORD_BYTES);
    const longer = recordOf(22, new Uint8Array(MAX_RECORD_BYTES + 1));
    await expect(new Records(wire(longer)).next()).rejects.toThrow("The peer does not speak TLS");
    const later = new Records(wire(concat(recordOf(22, Uint8Array.of(1)), longer)));
    await later.next();
    await expect(later.next()).rejects.toThrow("The peer sent what is no TLS record");
  });

  it("a warning is passed over, a refusal is told", async ({ expect }) => {
    const warning = recordOf(record.alert, Uint8Array.of(1, 112));
    const after = new Records(wire(concat(warning, recordOf(22, Uint8Array.of(1)))));
    expect((await after.next()).type).toBe(22);
    const fatal = (code: number) => new Records(wire(recordOf(record.alert, Uint8Array.of(2, code)))).next();
    await expect(fatal(40)).rejects.toThrow("The peer refused the handshake: handshake_failure");
    await expect(fatal(255)).rejects.toThrow("The peer refused the handshake: alert 255");
    const close = new Records(wire(recordOf(record.alert, Uint8Array.of(1, 0)))).next();
    await expect(close).rejects.toThrow("The peer closed the connection in the handshake");
  });
});

describe("Messages", () => {
  it("come out of records however these cut them, and are all hashed", async ({ expect }) => {
    const [head, tail] = [hello.subarray(0, 3), hello.subarray(3)];
    const both = concat(tail, hello);
    const split = new Messages(new Records(wire(concat(recordOf(22, head), recordOf(22, both)))));
    expect([...(await split.expect(message.serverHello))]).toEqual([1, 2, 3]);
    const once = split.hash("sha256");
    expect([...(await split.expect(message.serverHello))]).toEqual([1, 2, 3]);
    expect(split.hash("sha256")).not.toEqual(once);
    const whole = new Messages(new Records(wire(recordOf(22, hello))));
    await whole.next();
    expect(whole.hash("sha256")).toEqual(once);
  });

  it("of another type than expected are the peer's fault", async ({ expect }) => {
    const messages = new Messages(new Records(wire(recordOf(22, hello))));
    await expect(messages.expect(message.certificate)).rejects.toThrow(
      "The peer sent message 2 in place of certificate",
    );
  });

  it("end at their bound", async ({ expect }) => {
    const start = concat(Uint8Array.of(message.certificate), uint(3, MAX_HANDSHAKE_BYTES));
    const more = recordOf(22, new Uint8Array(16 * 1024));
    const bytes = concat(recordOf(22, start), ...new Array<Uint8Array>(9).fill(more));
    const messages = new Messages(new Records(wire(bytes)));
    await expect(messages.next()).rejects.toThrow(
      `The peer's handshake is over ${MAX_HANDSHAKE_BYTES} bytes`,
    );
  });
});

describe.for([
  ["TLS 1.2", seal12, 4],
  ["TLS 1.3", seal13, 12],
] as const)("the seal of %s", ([, seal, ivLength]) => {
  it.for(suites)("$name opens what it sealed, in order and whole", (suite, { expect }) => {
    const key = new Uint8Array(suite.keyLength).fill(7);
    const iv = new Uint8Array(suite.cipher === "chacha20-poly1305" ? 12 : ivLength).fill(9);
    const [ours, theirs] = [seal(suite, key, iv), seal(suite, key, iv)];
    for (const text of ["one", "two", ""]) {
      const { type, fragment } = ours.seal(record.handshake, Buffer.from(text));
      const { type: inner, content } = theirs.open(type, fragment);
      expect([inner, Buffer.from(content).toString()]).toEqual([record.handshake, text]);
    }
    const { type, fragment } = ours.seal(record.handshake, Buffer.from("four"));
    const broken = fragment.map((byte, index) => (index === fragment.byteLength - 1 ? byte ^ 1 : byte));
    expect(() => theirs.open(type, broken)).toThrow("does not decrypt");
    expect(() => theirs.open(type, fragment.subarray(0, 10))).toThrow("too short");
  });
});
