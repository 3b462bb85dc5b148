import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { Leaf, Pair } from "./pki-issue.ts";

/** A month to notice, and to copy a renewed client certificate to where it is used. */
export const RENEW_BEFORE_MS = 30 * 86_400_000;

/** Whether a pair on disk can be used as it is, or which certificate its successor replaces. */
export type Standing =
  | { readonly fit: true; readonly pair: Pair }
  | { readonly fit: false; readonly replaces?: string };

export interface Held {
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export function standing(held: Held, leaf: Leaf, caPem: string, now: number): Standing {
  const certificate = parsed(held.certificate, (pem) => new X509Certificate(pem));
  const key = parsed(held.key, createPrivateKey);
  if (held.certificate === undefined || certificate === undefined) return { fit: false };
  if (held.key === undefined || !matches(certificate, key)) return { fit: false, replaces: held.certificate };
  const pair = { certificate: held.certificate, key: held.key };
  // A server certificate that somebody else issued was put here on purpose.
  if (leaf.usage === "serverAuth" && !isOurs(certificate)) return { fit: true, pair };
  if (!isIssuedBy(certificate, new X509Certificate(caPem))) return { fit: false };
  return isCurrent(certificate, now) && covers(certificate, leaf.hosts)
    ? { fit: true, pair }
    : { fit: false, replaces: held.certificate };
}

export function parsed<T>(pem: string | undefined, parse: (pem: string) => T): T | undefined {
  try {
    return pem === undefined ? undefined : parse(pem);
  } catch {
    return undefined;
  }
}

/** A crash between the two files of a renewal leaves a new key beside the old certificate. */
export function matches(certificate: X509Certificate, key: KeyObject | undefined): boolean {
  return key !== undefined && certificate.checkPrivateKey(key);
}

export function isCurrent(certificate: X509Certificate, now: number): boolean {
  return certificate.validToDate.getTime() - now > RENEW_BEFORE_MS;
}

function isOurs(certificate: X509Certificate): boolean {
  return certificate.issuer.includes("CN=Farwatch CA ");
}

export function isIssuedBy(certificate: X509Certificate, ca: X509Certificate): boolean {
  return certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
}

function covers(certificate: X509Certificate, hosts: readonly string[]): boolean {
  return hosts.every(
    (host) => (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
  );
}
