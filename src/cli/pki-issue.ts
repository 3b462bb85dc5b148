import "./reflect-metadata.ts";
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

const DAY_MS = 86_400_000;

export const CA_LIFETIME_MS = 3_650 * DAY_MS;

/** Under the 825 days that Apple's platforms accept of a server, and renewed long before (`RENEW_BEFORE_MS`). */
export const LEAF_LIFETIME_MS = 365 * DAY_MS;

/** A certificate made now must hold on a machine whose clock is a little behind. */
export const BACKDATE_MS = 5 * 60_000;

/** RFC 5280 allows 20 octets; 16 random ones never repeat. */
export const SERIAL_BYTES = 16;

export const signingAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Whoever holds this can let anyone in. */
export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

export interface Leaf {
  /** Common name. */
  readonly name: string;
  /** Organizational unit, for those who are let in by it. */
  readonly unit?: string;
  readonly usage: "serverAuth" | "clientAuth";
  /** Host names and addresses. */
  readonly hosts: readonly string[];
}

type PublicKey = webcrypto.CryptoKey | x509.PublicKey;

/** PEM, both. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export async function newKey(): Promise<string> {
  const { privateKey } = await webcrypto.subtle.generateKey(signingAlgorithm, true, ["sign", "verify"]);
  const der = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return `${x509.PemConverter.encode(der, "PRIVATE KEY")}\n`;
}

export async function selfSign(keyPem: string, now: number): Promise<string> {
  const { publicKey, privateKey } = cryptoKeys(createPrivateKey(keyPem));
  const { KeyUsageFlags: flags } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subjectOf({ name: `Farwatch CA ${randomBytes(4).toString("hex")}` }),
    keys: { publicKey, privateKey },
    serialNumber: newSerial(),
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + CA_LIFETIME_MS),
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(flags.keyCertSign | flags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

export function openAuthority(certificatePem: string, keyPem: string): Authority {
  const { privateKey } = cryptoKeys(createPrivateKey(keyPem));
  return { certificate: new x509.X509Certificate(certificatePem), key: privateKey };
}

export async function issue(authority: Authority, leaf: Leaf, now: number): Promise<Pair> {
  const key = await newKey();
  const { publicKey } = cryptoKeys(createPrivateKey(key));
  return { certificate: await sign(authority, leaf, publicKey, now), key };
}

/** Signs a key whose private half may be anybody's; the certificate in PEM. */
export async function sign(
  authority: Authority,
  leaf: Leaf,
  publicKey: PublicKey,
  now: number,
): Promise<string> {
  const end = Math.min(now + LEAF_LIFETIME_MS, authority.certificate.notAfter.getTime());
  const certificate = await x509.X509CertificateGenerator.create({
    subject: subjectOf(leaf),
    issuer: authority.certificate.subjectName,
    publicKey,
    signingKey: authority.key,
    serialNumber: newSerial(),
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(end),
    signingAlgorithm,
    extensions: await leafExtensions(authority, leaf, publicKey),
  });
  return `${certificate.toString("pem")}\n`;
}

/** The request that asks another authority for a certificate of this key. */
export async function requestFor(keyPem: string, leaf: Leaf): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subjectOf(leaf),
    keys: cryptoKeys(createPrivateKey(keyPem)),
    signingAlgorithm,
    extensions: [alternativeNames(leaf)],
  });
  return `${request.toString("pem")}\n`;
}

async function leafExtensions(authority: Authority, leaf: Leaf, publicKey: PublicKey) {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[leaf.usage]]),
    alternativeNames(leaf),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
  ];
}

export function subjectOf({ name, unit }: Pick<Leaf, "name" | "unit">): x509.JsonName {
  const units = unit === undefined ? [] : [{ OU: [unit] }];
  return [{ O: ["Farwatch"] }, ...units, { CN: [name] }];
}

export function alternativeNames({ hosts }: Pick<Leaf, "hosts">): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    hosts.map((host) => ({ type: isIP(host) ? "ip" : "dns", value: host }) as const),
  );
}

/** Positive and of full length: the first bit is clear, the second set. */
function newSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}

function cryptoKeys(key: KeyObject) {
  const { hash: _, ...algorithm } = signingAlgorithm;
  return {
    privateKey: key.toCryptoKey(algorithm, true, ["sign"]),
    publicKey: createPublicKey(key).toCryptoKey(algorithm, true, ["verify"]),
  };
}
