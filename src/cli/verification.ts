/** What OpenSSL says of the codes that Node gives; Cloudflare shows the same words. */
const phrases: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
  CERT_REVOKED: "certificate revoked",
  CERT_SIGNATURE_FAILURE: "certificate signature failure",
  CERT_UNTRUSTED: "certificate not trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self signed certificate",
  INVALID_CA: "invalid CA certificate",
  INVALID_PURPOSE: "unsupported certificate purpose",
  PATH_LENGTH_EXCEEDED: "path length constraint exceeded",
  SELF_SIGNED_CERT_IN_CHAIN: "self signed certificate in certificate chain",
  UNABLE_TO_GET_ISSUER_CERT: "unable to get issuer certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unable to get local issuer certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unable to verify the first certificate",
};

/** The outcome of the handshake in Cloudflare's words. */
export function handshakeVerdict(authorized: boolean, authorizationError: unknown): string {
  if (authorized) return "SUCCESS";
  const code =
    authorizationError instanceof Error ? authorizationError.message : String(authorizationError ?? "");
  return `FAILED:${phrases[code] ?? (code === "" ? "not verified" : code.toLowerCase().replaceAll("_", " "))}`;
}

/** The same, later: a connection may outlive the certificate that opened it. */
export function verdictAt(
  handshake: string,
  validity: { readonly validFromDate: Date; readonly validToDate: Date },
  now: number,
): string {
  if (handshake !== "SUCCESS") return handshake;
  if (now > validity.validToDate.getTime()) return "FAILED:certificate has expired";
  if (now < validity.validFromDate.getTime()) return "FAILED:certificate is not yet valid";
  return handshake;
}
