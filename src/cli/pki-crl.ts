import "./reflect-metadata.ts";
import * as x509 from "@peculiar/x509";
import { type Authority, BACKDATE_MS, signingAlgorithm } from "./pki-issue.ts";

/** RFC 5280, 5.2.3: required of a version 2 list, and rising. */
const CRL_NUMBER_OID = "2.5.29.20";

export interface Revocation {
  /** As `normalizeSerial` writes it. */
  readonly serial: string;
  readonly at: Date;
}

/** Upper-case hex without leading zeros, so that tools that print them differently agree. */
export function normalizeSerial(serial: string): string {
  return serial.toUpperCase().replace(/^0+(?=.)/, "");
}

export function readCrl(pem: string): readonly Revocation[] {
  return new x509.X509Crl(pem).entries.map((entry) => ({
    serial: normalizeSerial(entry.serialNumber),
    at: entry.revocationDate,
  }));
}

/** The list ends with its authority: it is renewed by revoking, not by the calendar. */
export async function signCrl(
  authority: Authority,
  revoked: readonly Revocation[],
  now: number,
): Promise<string> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: authority.certificate.subjectName,
    thisUpdate: new Date(now - BACKDATE_MS),
    nextUpdate: authority.certificate.notAfter,
    entries: revoked.map(({ serial, at }) => ({ serialNumber: evenHex(serial), revocationDate: at })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      new x509.Extension(CRL_NUMBER_OID, false, derInteger(now)),
    ],
    signingAlgorithm,
    signingKey: authority.key,
  });
  // The library's own label, `CRL`, is one that openssl does not read.
  return `${x509.PemConverter.encode(crl.rawData, "X509 CRL")}\n`;
}

function evenHex(serial: string): string {
  return serial.length % 2 === 0 ? serial : `0${serial}`;
}

/** DER of a non-negative integer: tag, length, and a first bit that is clear. */
function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = evenHex(value.toString(16));
  const bytes = Buffer.from(Number.parseInt(hex.slice(0, 2), 16) > 0x7f ? `00${hex}` : hex, "hex");
  return Uint8Array.from([0x02, bytes.length, ...bytes]);
}
