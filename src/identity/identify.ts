import type { IdentityConfig } from "../config/config.ts";
import { type ClientCertificate, identifyByCertificate } from "./certificate.ts";
import { type Caller, denied } from "./identity.ts";
import { identifyByToken } from "./token.ts";

/** What a request carries to say who sends it; nothing else of it is looked at. */
export interface Credentials {
  readonly certificate: ClientCertificate | undefined;
  readonly authorization: string | undefined;
}

/** Who is calling. A certificate that is presented decides alone: a bad one is not rescued by a good token. */
export function identify(
  credentials: Credentials,
  identities: readonly IdentityConfig[],
  operatorToken: string | undefined,
): Caller {
  return (
    identifyByCertificate(credentials.certificate, identities) ??
    identifyByToken(credentials.authorization, operatorToken) ??
    denied("no_credentials")
  );
}
