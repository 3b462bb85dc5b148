import "../../../../src/cli/reflect-metadata.ts";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

const DAY_MS = 86_400_000;

export type KeyKind = "P-256" | "P-384" | "P-521" | "RSA" | "Ed25519";

/** A certificate with its key, that can sign others. */
export interface Signed {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly kind: KeyKind;
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface Wanted {
  readonly name: string;
  readonly hosts?: readonly string[];
  readonly kind?: KeyKind;
  /** Its own key signs when absent. */
  readonly issuer?: Signed;
  readonly isAuthority?: boolean;
  readonly from?: number;
  readonly to?: number;
  /** Of another certificate that has the same key. */
  readonly keys?: webcrypto.CryptoKeyPair;
}

export async function certificateFor(wanted: Wanted): Promise<Signed> {
  const { name, kind = "P-256", issuer, isAuthority = false, hosts = [] } = wanted;
  const { from = Date.now() - DAY_MS, to = Date.now() + 90 * DAY_MS } = wanted;
  const keys = wanted.keys ?? (await newKeys(kind));
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    notBefore: new Date(from),
    notAfter: new Date(to),
    signingAlgorithm: algorithms[issuer?.kind ?? kind],
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      ...(hosts.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(hosts.map(generalName))]),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate,
    keys,
    kind,
    cert: certificate.toString("pem"),
    key: x509.PemConverter.encode(der, "PRIVATE KEY"),
  };
}

export function authority(name: string, wanted: Partial<Wanted> = {}): Promise<Signed> {
  return certificateFor({ name, isAuthority: true, ...wanted });
}

export function der({ certificate }: Signed): Uint8Array {
  return new Uint8Array(certificate.rawData);
}

const algorithms = {
  "P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  "P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
  "P-521": { name: "ECDSA", namedCurve: "P-521", hash: "SHA-512" },
  RSA: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: Uint8Array.of(1, 0, 1),
    modulusLength: 2048,
  },
  Ed25519: { name: "Ed25519" },
} as const;

async function newKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  // A pair, since all these algorithms are asymmetric.
  return (await webcrypto.subtle.generateKey(algorithms[kind], true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
}

function generalName(host: string): { type: "ip" | "dns"; value: string } {
  return { type: isIP(host) === 0 ? "dns" : "ip", value: host };
}
