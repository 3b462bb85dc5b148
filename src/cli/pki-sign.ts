import "./reflect-metadata.ts";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { CliError } from "./cli-error.ts";
import { PUBLIC_FILE, readIfThere, writeWhole } from "./files.ts";
import { authorityOf } from "./pki.ts";
import { sign } from "./pki-issue.ts";

export interface Signed {
  readonly certificate: string;
  /** As `certificates` of an identity in edge.yaml lists it. */
  readonly fingerprint: string;
  /** Of the subject's common name. */
  readonly name: string;
  /** What `pki revoke` calls it. */
  readonly revokeAs: string;
}

/** Signs a request as a client certificate by the authority in `dir`, which keeps a copy so that it can be revoked. */
export async function signRequest(dir: string, file: string, now: number): Promise<Signed> {
  const pem = await readIfThere(file);
  if (pem === undefined) throw new CliError(`Cannot sign ${file}: there is no such file`);
  const request = await checkedRequest(file, pem);
  const name = commonName(file, request);
  const leaf = { name, usage: "clientAuth", hosts: [name] } as const;
  const certificate = await sign(await authorityOf(dir), leaf, request.publicKey, now);
  const fingerprint = new X509Certificate(certificate).fingerprint256;
  const revokeAs = `${name}-${fingerprint.replaceAll(":", "").slice(0, 8).toLowerCase()}`;
  await writeWhole(join(dir, `${revokeAs}.crt`), certificate, PUBLIC_FILE);
  return { certificate, fingerprint, name, revokeAs };
}

/** Its own signature proves that whoever asks has the key. */
async function checkedRequest(file: string, pem: string): Promise<x509.Pkcs10CertificateRequest> {
  const request = parse(pem);
  if (request === undefined)
    throw new CliError(`Cannot sign ${file}: it is not a certificate request in PEM`);
  const isProven = await request.verify().catch(() => false);
  if (!isProven) throw new CliError(`Cannot sign ${file}: its signature is not of the key in it`);
  return request;
}

function parse(pem: string): x509.Pkcs10CertificateRequest | undefined {
  if (!/-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----/.test(pem)) return undefined;
  try {
    return new x509.Pkcs10CertificateRequest(pem);
  } catch {
    return undefined;
  }
}

/** It becomes a file's name, and a DNS name of the certificate. */
export const SAFE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/;

function commonName(file: string, request: x509.Pkcs10CertificateRequest): string {
  const [name, extra] = request.subjectName.getField("CN");
  if (name !== undefined && extra === undefined && SAFE_NAME.test(name)) return name;
  const quoted = JSON.stringify(name ?? "");
  throw new CliError(
    `Cannot sign ${file}: its common name ${quoted} is not one name of letters, digits, dots and dashes`,
  );
}

/** What the people of the stack have to do at the edge, and no more. */
const stackRoles: Readonly<Record<string, string>> = { alertmanager: "ingest", prometheus: "scrape" };

/** Where the certificate has to be named before the edge lets it in. */
export function signedHint({ name, fingerprint, revokeAs }: Signed): string {
  const role = Object.hasOwn(stackRoles, name) ? stackRoles[name] : "ingest";
  return `The edge lets it in once config/edge.yaml has

identities:
  - name: ${name}
    roles: [${role}]
    certificates:
      - ${fingerprint}

To refuse it later: farwatch pki revoke ${revokeAs}
`;
}
