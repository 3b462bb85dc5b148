import { createPrivateKey, X509Certificate } from "node:crypto";

/** Why TLS could not show this certificate with this key, each called by its name; undefined when it can. */
export function pairFault(
  certificatePem: string,
  keyPem: string,
  { crt, key }: { readonly crt: string; readonly key: string },
): string | undefined {
  const certificate = attempt(() => new X509Certificate(certificatePem));
  if (certificate === undefined || !certificatePem.includes("-----BEGIN CERTIFICATE-----"))
    return `${crt} is not a certificate in PEM`;
  const privateKey = attempt(() => createPrivateKey(keyPem));
  if (privateKey === undefined) return `${key} is not a private key in PEM without a passphrase`;
  return certificate.checkPrivateKey(privateKey) ? undefined : `${key} is not the key of ${crt}`;
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
