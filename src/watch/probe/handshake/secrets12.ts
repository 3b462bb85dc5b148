import { createHmac } from "node:crypto";
import { ascii, concat, Reader } from "./bytes.ts";
import type { Hash, Suite } from "./parameters.ts";
import { fixedNonceLength12, type Seal, seal12 } from "./seal.ts";

/** The pseudorandom function of TLS 1.2 (RFC 5246 5). */
export function prf(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const labelled = concat(ascii(label), seed);
  let link: Uint8Array = labelled;
  let output: Uint8Array = new Uint8Array();
  while (output.byteLength < length) {
    link = hmac(hash, secret, link);
    output = concat(output, hmac(hash, secret, concat(link, labelled)));
  }
  return output.subarray(0, length);
}

const MASTER_SECRET_LENGTH = 48;
const FINISHED_LENGTH = 12;

/** Bound to every message so far (RFC 7627), or to the two randoms alone where the server knows no better. */
export function masterSecret(
  hash: Hash,
  shared: Uint8Array,
  seed: { readonly transcriptHash: Uint8Array } | { readonly randoms: Uint8Array },
): Uint8Array {
  return "randoms" in seed
    ? prf(hash, shared, "master secret", seed.randoms, MASTER_SECRET_LENGTH)
    : prf(hash, shared, "extended master secret", seed.transcriptHash, MASTER_SECRET_LENGTH);
}

/** What a side sends to prove that it derived the same secret from the same messages. */
export function finishedOf(
  hash: Hash,
  master: Uint8Array,
  side: "client" | "server",
  transcriptHash: Uint8Array,
): Uint8Array {
  return prf(hash, master, `${side} finished`, transcriptHash, FINISHED_LENGTH);
}

/** Both directions' seals, out of the master secret. */
export function sealsOf(
  suite: Suite,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): { readonly client: Seal; readonly server: Seal } {
  const ivLength = fixedNonceLength12(suite);
  const length = 2 * (suite.keyLength + ivLength);
  const seed = concat(serverRandom, clientRandom);
  const block = new Reader(prf(suite.hash, master, "key expansion", seed, length));
  const [clientKey, serverKey] = [block.take(suite.keyLength), block.take(suite.keyLength)];
  const [clientIv, serverIv] = [block.take(ivLength), block.take(ivLength)];
  return { client: seal12(suite, clientKey, clientIv), server: seal12(suite, serverKey, serverIv) };
}

function hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac(hash, key).update(data).digest();
}
