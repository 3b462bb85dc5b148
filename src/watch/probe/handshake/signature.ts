import { type KeyObject, verify, X509Certificate } from "node:crypto";
import { HandshakeError, Reader } from "./bytes.ts";
import { type Scheme, schemes } from "./parameters.ts";

/** Throws unless the owner of the leaf's key signed the data: a chain alone anybody can show. */
export async function checkSignature(
  leaf: Uint8Array | undefined,
  data: Uint8Array,
  signed: Uint8Array,
): Promise<void> {
  const reader = new Reader(signed);
  const id = reader.uint(2);
  const signature = reader.vector(2);
  const scheme = schemes.get(id);
  if (scheme === undefined)
    throw new HandshakeError(`The peer signed with scheme ${id}, which was not offered`);
  const key = publicKeyOf(leaf);
  const isGenuine = await isSigned(scheme, key, data, signature).catch(() => false);
  if (!isGenuine)
    throw new HandshakeError("The peer does not hold the key of its certificate: its signature is wrong");
}

async function isSigned(
  { hash, isPss }: Scheme,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!isPss) return verify(hash, data, key, signature);
  // By the other interface: that of Node has a padding for this, and workerd does not look at it.
  const spki = key.export({ type: "spki", format: "der" });
  const algorithm = { name: "RSA-PSS", hash: webHashes[hash ?? "sha256"] };
  const imported = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  // The salt is as long as the hash (RFC 8446 4.2.3).
  const saltLength = Number(algorithm.hash.slice(-3)) / 8;
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength }, imported, signature, data);
}

const webHashes = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

function publicKeyOf(leaf: Uint8Array | undefined): KeyObject {
  if (leaf === undefined) throw new HandshakeError("The peer showed no certificate");
  try {
    return new X509Certificate(leaf).publicKey;
  } catch {
    throw new HandshakeError("The peer's certificate has a key that cannot be read");
  }
}
