import type { X509Certificate } from "node:crypto";
import { nameValues } from "./der.ts";
import { legacyName, rfc2253 } from "./distinguished-name.ts";
import { keyIdentifier } from "./key-identifier.ts";

/** Cloudflare's own limits for `certRFC9440` and `certChainRFC9440`. */
export const MAX_RFC9440_BYTES = 10 * 1024;
export const MAX_CHAIN_RFC9440_BYTES = 16 * 1024;

/** `request.cf.tlsClientAuth` as Cloudflare shapes it. */
export interface TlsClientAuth {
  readonly certPresented: "0" | "1";
  readonly certVerified: string;
  readonly certRevoked: "0" | "1";
  readonly certIssuerDN: string;
  readonly certSubjectDN: string;
  readonly certIssuerDNRFC2253: string;
  readonly certSubjectDNRFC2253: string;
  readonly certIssuerDNLegacy: string;
  readonly certSubjectDNLegacy: string;
  readonly certSerial: string;
  readonly certIssuerSerial: string;
  readonly certSKI: string;
  readonly certIssuerSKI: string;
  readonly certFingerprintSHA1: string;
  readonly certFingerprintSHA256: string;
  readonly certNotBefore: string;
  readonly certNotAfter: string;
  readonly certRFC9440: string;
  readonly certRFC9440TooLarge: boolean;
  readonly certChainRFC9440: string;
  readonly certChainRFC9440TooLarge: boolean;
}

export const noCertificate: TlsClientAuth = {
  certPresented: "0",
  certVerified: "NONE",
  certRevoked: "0",
  certIssuerDN: "",
  certSubjectDN: "",
  certIssuerDNRFC2253: "",
  certSubjectDNRFC2253: "",
  certIssuerDNLegacy: "",
  certSubjectDNLegacy: "",
  certSerial: "",
  certIssuerSerial: "",
  certSKI: "",
  certIssuerSKI: "",
  certFingerprintSHA1: "",
  certFingerprintSHA256: "",
  certNotBefore: "",
  certNotAfter: "",
  certRFC9440: "",
  certRFC9440TooLarge: false,
  certChainRFC9440: "",
  certChainRFC9440TooLarge: false,
};

/** What a certificate says of itself, without a verdict on it. */
export function describeCertificate(
  certificate: X509Certificate,
  chain: readonly X509Certificate[],
): TlsClientAuth {
  const subject = rfc2253(certificate.subject, nameValues(certificate.raw, "subject"));
  const issuer = rfc2253(certificate.issuer, nameValues(certificate.raw, "issuer"));
  const [parent] = chain;
  return {
    ...noCertificate,
    certPresented: "1",
    certVerified: "FAILED:not verified",
    certIssuerDN: issuer,
    certSubjectDN: subject,
    certIssuerDNRFC2253: issuer,
    certSubjectDNRFC2253: subject,
    certIssuerDNLegacy: legacyName(certificate.issuer),
    certSubjectDNLegacy: legacyName(certificate.subject),
    certSerial: certificate.serialNumber.toUpperCase(),
    certIssuerSerial: parent?.serialNumber.toUpperCase() ?? "",
    certSKI: keyIdentifier(certificate.raw, "subject"),
    certIssuerSKI: keyIdentifier(certificate.raw, "authority"),
    certFingerprintSHA1: plainHex(certificate.fingerprint),
    certFingerprintSHA256: plainHex(certificate.fingerprint256),
    certNotBefore: certificate.validFrom,
    certNotAfter: certificate.validTo,
    ...inRfc9440(certificate, chain),
  };
}

function inRfc9440(certificate: X509Certificate, chain: readonly X509Certificate[]) {
  const leaf = byteSequence(certificate);
  const parents = chain
    .filter((one) => one.issuer !== one.subject)
    .map(byteSequence)
    .join(", ");
  const leafTooLarge = leaf.length > MAX_RFC9440_BYTES;
  const chainTooLarge = parents.length > MAX_CHAIN_RFC9440_BYTES;
  return {
    certRFC9440: leafTooLarge ? "" : leaf,
    certRFC9440TooLarge: leafTooLarge,
    certChainRFC9440: chainTooLarge ? "" : parents,
    certChainRFC9440TooLarge: chainTooLarge,
  };
}

function byteSequence(certificate: X509Certificate): string {
  return `:${certificate.raw.toString("base64")}:`;
}

function plainHex(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}
