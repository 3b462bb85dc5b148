import { createCipheriv, createDecipheriv } from "node:crypto";
import { concat, HandshakeError, uint } from "./bytes.ts";
import { record, type Suite, TLS12 } from "./parameters.ts";

const TAG_LENGTH = 16;
const EXPLICIT_NONCE_LENGTH = 8;

/** What protects the records of one direction. */
export interface Seal {
  seal(type: number, content: Uint8Array): { readonly type: number; readonly fragment: Uint8Array };
  open(type: number, fragment: Uint8Array): { readonly type: number; readonly content: Uint8Array };
}

/** TLS 1.3: the true type of a record hides behind its content (RFC 8446 5.2). */
export function seal13(suite: Suite, key: Uint8Array, iv: Uint8Array): Seal {
  let number = 0;
  const additional = (length: number) =>
    concat(Uint8Array.of(record.applicationData), uint(2, TLS12), uint(2, length));
  return {
    seal(type, content) {
      const inner = concat(content, Uint8Array.of(type));
      const data = additional(inner.byteLength + TAG_LENGTH);
      const fragment = encrypt(suite, key, masked(iv, number++), data, inner);
      return { type: record.applicationData, fragment };
    },
    open(type, fragment) {
      // A peer that failed before it had keys says so in the clear.
      if (type !== record.applicationData) return { type, content: fragment };
      const inner = decrypt(suite, key, masked(iv, number++), additional(fragment.byteLength), fragment);
      const end = inner.findLastIndex((byte) => byte !== 0);
      if (end === -1) throw new HandshakeError("The peer sent a record without a type");
      return { type: inner[end] ?? 0, content: inner.subarray(0, end) };
    },
  };
}

/** TLS 1.2: AES-GCM carries half of its nonce in the record (RFC 5288), ChaCha20 does not (RFC 7905). */
export function seal12(suite: Suite, key: Uint8Array, iv: Uint8Array): Seal {
  const isExplicit = suite.cipher !== "chacha20-poly1305";
  let number = 0;
  const additional = (type: number, length: number) =>
    concat(uint(8, number), Uint8Array.of(type), uint(2, TLS12), uint(2, length));
  return {
    seal(type, content) {
      const explicit = isExplicit ? uint(EXPLICIT_NONCE_LENGTH, number) : new Uint8Array();
      const nonce = isExplicit ? concat(iv, explicit) : masked(iv, number);
      const sealed = encrypt(suite, key, nonce, additional(type, content.byteLength), content);
      number++;
      return { type, fragment: concat(explicit, sealed) };
    },
    open(type, fragment) {
      const start = isExplicit ? EXPLICIT_NONCE_LENGTH : 0;
      const nonce = isExplicit ? concat(iv, fragment.subarray(0, start)) : masked(iv, number);
      const length = fragment.byteLength - start - TAG_LENGTH;
      const content = decrypt(suite, key, nonce, additional(type, length), fragment.subarray(start));
      number++;
      return { type, content };
    },
  };
}

/** Bytes of the nonce that both sides derive; the rest of it travels. */
export function fixedNonceLength12(suite: Suite): number {
  return suite.cipher === "chacha20-poly1305" ? 12 : 4;
}

function masked(iv: Uint8Array, number: number): Uint8Array {
  const counter = uint(iv.byteLength, number);
  return iv.map((byte, index) => byte ^ (counter[index] ?? 0));
}

// The types of Node know one signature per family of ciphers; all three here are called alike.
const authTagLength = TAG_LENGTH as number;

function encrypt(
  { cipher }: Suite,
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  content: Uint8Array,
): Uint8Array {
  const one = createCipheriv(cipher as "aes-128-gcm", key, nonce, { authTagLength });
  one.setAAD(additional);
  return concat(one.update(content), one.final(), one.getAuthTag());
}

function decrypt(
  { cipher }: Suite,
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const end = sealed.byteLength - TAG_LENGTH;
  if (end < 0) throw new HandshakeError("The peer sent a record that is too short");
  const one = createDecipheriv(cipher as "aes-128-gcm", key, nonce, { authTagLength });
  one.setAAD(additional);
  one.setAuthTag(sealed.subarray(end));
  try {
    return concat(one.update(sealed.subarray(0, end)), one.final());
  } catch {
    throw new HandshakeError("The peer sent a record that does not decrypt");
  }
}
