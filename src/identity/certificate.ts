import type { IdentityConfig } from "../config/config.ts";
import { type Caller, denied } from "./identity.ts";

/** The part of `request.cf.tlsClientAuth` that decides; Cloudflare sends every field as a string. */
export interface ClientCertificate {
  readonly certPresented?: string;
  readonly certVerified?: string;
  readonly certRevoked?: string;
  readonly certFingerprintSHA256?: string;
  readonly certSubjectDNRFC2253?: string;
}

const sha256Hex = /^[0-9a-f]{64}$/;

/** Undefined when the caller presented no certificate, so that other credentials may speak. */
export function identifyByCertificate(
  certificate: ClientCertificate | undefined,
  identities: readonly IdentityConfig[],
): Caller | undefined {
  const presented = certificate?.certPresented;
  if (!certificate || presented === undefined || presented === "0") return undefined;
  // Cloudflare says SUCCESS of revoked certificates too, so both are asked.
  if (certificate.certRevoked === "1") return denied("certificate_revoked");
  const verified = presented === "1" && certificate.certVerified === "SUCCESS";
  if (!verified || certificate.certRevoked !== "0") return denied("certificate_unverified");
  const found = findByFingerprint(certificate, identities) ?? findBySubject(certificate, identities);
  if (!found) return denied("unknown_certificate");
  return { kind: "identity", name: found.name, roles: found.roles, tenant: found.tenant };
}

/** A pinned fingerprint is stronger than a subject that the account's CA can mint, and wins over it. */
function findByFingerprint(certificate: ClientCertificate, identities: readonly IdentityConfig[]) {
  const fingerprint = normalizeFingerprint(certificate.certFingerprintSHA256 ?? "");
  if (!sha256Hex.test(fingerprint)) return undefined;
  return identities.find((one) => one.certificates.some((pin) => normalizeFingerprint(pin) === fingerprint));
}

function findBySubject(certificate: ClientCertificate, identities: readonly IdentityConfig[]) {
  const subject = certificate.certSubjectDNRFC2253;
  if (!subject) return undefined;
  return identities.find((one) => one.subject === subject);
}

/** Lower-case hex without colons, whichever tool printed it. */
export function normalizeFingerprint(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}
