import { exports } from "cloudflare:workers";

/** The client certificates of vitest.config.ts by identity, as `request.cf.tlsClientAuth` shows them. */
export const fingerprints = {
  alertmanager: "a1".repeat(32),
  prometheus: "a2".repeat(32),
  viewer: "a3".repeat(32),
  operator: "a4".repeat(32),
  scraper: "a5".repeat(32),
  "other-tenant": "b1".repeat(32),
} as const;

export type Known = keyof typeof fingerprints;

export interface TlsClientAuth {
  readonly certPresented: string;
  readonly certVerified: string;
  readonly certRevoked: string;
  readonly certFingerprintSHA256: string;
  readonly certSubjectDNRFC2253: string;
}

export function certificateOf(known: Known): TlsClientAuth {
  return {
    certPresented: "1",
    certVerified: "SUCCESS",
    certRevoked: "0",
    certFingerprintSHA256: fingerprints[known],
    certSubjectDNRFC2253: `CN=${known}`,
  };
}

export interface Call extends RequestInit {
  readonly certificate?: TlsClientAuth | undefined;
}

/** Asks the Worker as the platform would: the certificate is a property of the request, never a header. */
export function ask(path: string, { certificate, ...init }: Call = {}): Promise<Response> {
  const cf = certificate && { tlsClientAuth: certificate };
  // The types know the properties that Cloudflare takes from a caller; those that it sets are not among them.
  return exports.default.fetch(`https://localhost:8443${path}`, {
    ...init,
    ...(cf && { cf }),
  } as RequestInit);
}
