import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { describeCertificate, noCertificate, type TlsClientAuth } from "./client-certificate.ts";
import { handshakeVerdict, verdictAt } from "./verification.ts";

/** workerd refuses larger headers; names of a hostile certificate could fill more. */
export const MAX_CF_BLOB_CHARS = 48 * 1024;

/** What the blob needs of the list of revoked serials. */
export interface RevokedSerials {
  has(serial: string): boolean;
}

/** What is known of a connection for as long as it lives. */
interface Known {
  readonly certificate: X509Certificate;
  readonly described: TlsClientAuth;
  readonly handshake: string;
  verdict: string;
  blob: string;
}

const UNREADABLE = "FAILED:unreadable certificate";

const noCertificateBlob = toBlob(noCertificate);

/** `request.cf` for a request without TLS. */
export function plainBlob(): string {
  return noCertificateBlob;
}

/** Makes `request.cf` of each request from its connection: never from anything that the request says. */
export class CfBlobs {
  readonly #revoked: RevokedSerials;
  readonly #ca: X509Certificate;
  readonly #known = new WeakMap<TLSSocket, Known>();

  constructor(revoked: RevokedSerials, ca: X509Certificate) {
    this.#revoked = revoked;
    this.#ca = ca;
  }

  of(socket: TLSSocket, now: number): string {
    const known = this.#known.get(socket) ?? this.#meet(socket);
    if (known === undefined) return noCertificateBlob;
    const certRevoked = this.#revoked.has(known.described.certSerial) ? "1" : "0";
    const certVerified = verdictAt(known.handshake, known.certificate, now);
    const verdict = `${certVerified} ${certRevoked}`;
    if (verdict === known.verdict) return known.blob;
    known.verdict = verdict;
    known.blob = toBlob({ ...known.described, certVerified, certRevoked });
    return known.blob;
  }

  #meet(socket: TLSSocket): Known | undefined {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) return undefined;
    const described = this.#describe(certificate);
    const isReadable = described.certVerified !== UNREADABLE;
    const handshake = isReadable
      ? handshakeVerdict(socket.authorized, socket.authorizationError)
      : UNREADABLE;
    const known = { certificate, described, handshake, verdict: "", blob: "" };
    this.#known.set(socket, known);
    return known;
  }

  /** A strange certificate must cost its sender the access, not the front its life. */
  #describe(certificate: X509Certificate): TlsClientAuth {
    try {
      const chain = sentChain(certificate);
      const isOurs = chain.length === 0 && certificate.checkIssued(this.#ca);
      return describeCertificate(certificate, isOurs ? [this.#ca] : chain);
    } catch {
      return { ...noCertificate, certPresented: "1", certVerified: UNREADABLE };
    }
  }
}

function sentChain(certificate: X509Certificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let one = certificate.issuerCertificate; one !== undefined; one = one.issuerCertificate) {
    if (chain.some((known) => known.fingerprint256 === one?.fingerprint256)) break;
    chain.push(one);
  }
  return chain;
}

/** JSON in ASCII, as a header must be. */
export function toBlob(tlsClientAuth: TlsClientAuth): string {
  const blob = asciiJson({ tlsClientAuth });
  if (blob.length <= MAX_CF_BLOB_CHARS) return blob;
  const { certPresented, certVerified, certRevoked, certFingerprintSHA256 } = tlsClientAuth;
  const verdict = { certPresented, certVerified, certRevoked, certFingerprintSHA256 };
  return asciiJson({ tlsClientAuth: { ...noCertificate, ...verdict } });
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\0-\x7e]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
