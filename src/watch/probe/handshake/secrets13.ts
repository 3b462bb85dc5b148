import { createHash, createHmac } from "node:crypto";
import { ascii, concat, uint, vector } from "./bytes.ts";
import type { Hash, Suite } from "./parameters.ts";
import { type Seal, seal13 } from "./seal.ts";

/** The secrets of TLS 1.3 (RFC 8446 7.1): each is derived from the one before and from the messages so far. */
export interface HandshakeSecrets {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  /** The client's secret for what comes after the handshake. */
  applicationClient(transcriptHash: Uint8Array): Uint8Array;
}

export function deriveSecrets(hash: Hash, shared: Uint8Array, helloHash: Uint8Array): HandshakeSecrets {
  const empty = createHash(hash).digest();
  const nothing = new Uint8Array(empty.byteLength);
  const early = hmac(hash, nothing, nothing);
  const handshake = hmac(hash, expandLabel(hash, early, "derived", empty), shared);
  return {
    client: expandLabel(hash, handshake, "c hs traffic", helloHash),
    server: expandLabel(hash, handshake, "s hs traffic", helloHash),
    applicationClient(transcriptHash) {
      const master = hmac(hash, expandLabel(hash, handshake, "derived", empty), nothing);
      return expandLabel(hash, master, "c ap traffic", transcriptHash);
    },
  };
}

export function sealOf(suite: Suite, secret: Uint8Array): Seal {
  const none = new Uint8Array();
  const key = expandLabel(suite.hash, secret, "key", none, suite.keyLength);
  return seal13(suite, key, expandLabel(suite.hash, secret, "iv", none, 12));
}

/** What a side sends to prove that it derived the same secrets from the same messages. */
export function finishedOf(hash: Hash, secret: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
  return hmac(hash, expandLabel(hash, secret, "finished", new Uint8Array()), transcriptHash);
}

/** HKDF-Expand-Label. No secret here is longer than one round of HKDF. */
function expandLabel(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number = hash === "sha256" ? 32 : 48,
): Uint8Array {
  const info = concat(uint(2, length), vector(1, ascii(`tls13 ${label}`)), vector(1, context));
  return hmac(hash, secret, concat(info, Uint8Array.of(1))).subarray(0, length);
}

function hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac(hash, key).update(data).digest();
}
