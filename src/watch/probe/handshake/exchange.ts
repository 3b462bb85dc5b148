import { HandshakeError } from "./bytes.ts";
import { curves } from "./parameters.ts";

/** Our half of the key exchange, for every curve that is offered. */
export interface Exchange {
  readonly publicKeys: ReadonlyMap<number, Uint8Array>;
  /** The secret that we share with the owner of this key. */
  agree(curve: number, peerKey: Uint8Array): Promise<Uint8Array>;
}

export async function createExchange(): Promise<Exchange> {
  const pairs = new Map<number, CryptoKeyPair>();
  const publicKeys = new Map<number, Uint8Array>();
  for (const [id, curve] of curves) {
    // A pair, since both algorithms are asymmetric.
    const pair = (await crypto.subtle.generateKey(algorithmOf(curve), false, [
      "deriveBits",
    ])) as CryptoKeyPair;
    pairs.set(id, pair);
    // Bytes, since the format is raw.
    publicKeys.set(id, new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer));
  }
  return {
    publicKeys,
    async agree(id, peerKey) {
      const pair = pairs.get(id);
      const curve = curves.get(id);
      if (pair === undefined || curve === undefined)
        throw new HandshakeError(`The peer chose curve ${id}, which was not offered`);
      try {
        const algorithm = algorithmOf(curve);
        const key = await crypto.subtle.importKey("raw", peerKey, algorithm, false, []);
        const bits = secretBits[curve];
        // The platform's types know the field as `$public`, which is not its name.
        const derivation = { name: algorithm.name, public: key } as unknown as SubtleCryptoDeriveKeyAlgorithm;
        return new Uint8Array(await crypto.subtle.deriveBits(derivation, pair.privateKey, bits));
      } catch {
        throw new HandshakeError(`The peer sent a key that is none of ${curve}`);
      }
    },
  };
}

const secretBits = { X25519: 256, "P-256": 256, "P-384": 384, "P-521": 528 } as const;

function algorithmOf(curve: string) {
  return curve === "X25519" ? { name: "X25519" } : { name: "ECDH", namedCurve: curve };
}
