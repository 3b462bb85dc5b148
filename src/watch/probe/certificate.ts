import { X509Certificate } from "node:crypto";
import { parseAddress } from "../../config/address.ts";
import type { CertificateFacts } from "./probe.ts";

/** Certificates that are looked at, of all that a server shows. OpenSSL's default is 100; real chains have up to 4. */
export const MAX_CHAIN_LENGTH = 10;

export interface Judgement {
  readonly facts: CertificateFacts;
  /** Why a client of this server would turn away, as a sentence; undefined when none would. */
  readonly fault: string | undefined;
}

export interface Expected {
  /** The name by which the server was asked for, or its address. */
  readonly name: string;
  /** PEM of the authorities in which the chain should end. */
  readonly ca: string | undefined;
  readonly now: number;
}

/** What a chain says of itself, and whether it holds. Undefined when the first certificate cannot be read. */
export function judgeChain(ders: readonly Uint8Array[], { name, ca, now }: Expected): Judgement | undefined {
  const [leaf, ...rest] = ders.slice(0, MAX_CHAIN_LENGTH).map(readCertificate);
  if (leaf === undefined) return undefined;
  // What follows is only help on the way to an authority; what cannot be read is no help.
  const others = rest.filter((one) => one !== undefined);
  const path = ca === undefined ? undefined : bestPath(authoritiesOf(ca), leaf, others, now);
  const facts = {
    earliestExpiryAt: Math.min(...[leaf, ...others].map((one) => Date.parse(one.validTo))),
    names: namesOf(leaf),
    issuer: shownName(leaf.issuer),
    ...(ca === undefined ? {} : { trusted: path !== undefined }),
  };
  const fault =
    validityFault(leaf, now) ??
    nameFault(leaf, name) ??
    (ca === undefined ? undefined : pathFault(path, facts.issuer, now));
  return { facts, fault };
}

/** `check` has read them once; an authority that this platform cannot read leads nowhere. */
function authoritiesOf(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map(readCertificate).filter((one) => one !== undefined);
}

function readCertificate(text: Uint8Array | string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

/** Through certificates that are valid now, if there is such a way: an authority's key often has two of them, old and new. */
function bestPath(
  authorities: readonly X509Certificate[],
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  now: number,
): readonly X509Certificate[] | undefined {
  const isValid = (one: X509Certificate) => validityFault(one, now) === undefined;
  return (
    pathTo(authorities.filter(isValid), leaf, others.filter(isValid)) ?? pathTo(authorities, leaf, others)
  );
}

/**
 * A way from the certificate up to one of the authorities, signature by signature; the shown chain may hold more than that
 * and in any order. Undefined when there is none.
 */
function pathTo(
  authorities: readonly X509Certificate[],
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  visited: Set<X509Certificate> = new Set(),
): readonly X509Certificate[] | undefined {
  visited.add(certificate);
  if (authorities.some((one) => one.raw.equals(certificate.raw))) return [certificate];
  const authority = authorities.find((one) => hasIssued(one, certificate));
  if (authority !== undefined) return [certificate, authority];
  for (const issuer of others) {
    if (visited.has(issuer) || !issuer.ca || !hasIssued(issuer, certificate)) continue;
    const path = pathTo(authorities, issuer, others, visited);
    if (path !== undefined) return [certificate, ...path];
  }
  return undefined;
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function pathFault(
  path: readonly X509Certificate[] | undefined,
  issuer: string,
  now: number,
): string | undefined {
  if (path === undefined)
    return `The certificate does not end in the configured authority: ${issuer} issued it`;
  return path.map((one) => validityFault(one, now)).find((fault) => fault !== undefined);
}

/**
 * Only of the server's own certificate and of those that lead to a configured authority: servers go on showing expired
 * ones that nobody needs any more. `earliestExpiryAt` counts them all.
 */
function validityFault(certificate: X509Certificate, now: number): string | undefined {
  const [from, to] = [certificate.validFrom, certificate.validTo].map((date) => Date.parse(date));
  const subject = shownName(certificate.subject);
  if (from !== undefined && now < from)
    return `The certificate of ${subject} is not valid before ${new Date(from).toISOString()}`;
  if (to !== undefined && now > to)
    return `The certificate of ${subject} expired at ${new Date(to).toISOString()}`;
  return undefined;
}

/** By the alternative names alone, as every client since about 2020: the subject's common name does not count. */
function nameFault(leaf: X509Certificate, name: string): string | undefined {
  const isAddress = parseAddress(name) !== undefined;
  const match = isAddress
    ? leaf.checkIP(name)
    : leaf.checkHost(name.replace(/\.$/, ""), { subject: "never" });
  return match === undefined
    ? `The certificate is not for ${name} but for ${namesOf(leaf).join(", ") || "no name"}`
    : undefined;
}

function namesOf(certificate: X509Certificate): string[] {
  const text = certificate.subjectAltName ?? "";
  const entries = text.matchAll(/(?:^|, )(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...entries].map(([, name = ""]) => name);
}

/** `CN=R3, O=Let's Encrypt`: the platform puts each part on its own line. */
function shownName(name: string): string {
  return name.split("\n").reverse().join(", ");
}
