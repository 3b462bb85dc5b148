import "../reflect-metadata.ts";
import { createPrivateKey, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { normalizeSerial } from "../pki-crl.ts";
import { alternativeNames, type Leaf, subjectOf } from "../pki-issue.ts";
import { isCurrent, isIssuedBy, matches, parsed } from "../pki-standing.ts";

/** What a certificate is held against. */
export interface Judge {
  readonly ca: X509Certificate;
  /** The same as it lies in ca/ca.crt: its copies are of these bytes. */
  readonly caPem: string;
  readonly revoked: ReadonlySet<string>;
  readonly now: number;
}

/** A key on disk; `hidden` is one that only its container's user may read. */
export type KeyFile =
  | { readonly kind: "key"; readonly pem: string }
  | { readonly kind: "hidden" }
  | { readonly kind: "absent" };

export const MISSING = "is missing";

/** Why a certificate of ours cannot stay, as the rest of a sentence that begins with its path. */
export function certificateFault(pem: string | undefined, leaf: Leaf, judge: Judge): string | undefined {
  if (pem === undefined) return MISSING;
  const certificate = parsed(pem, (text) => new X509Certificate(text));
  if (certificate === undefined) return "is not a certificate in PEM";
  if (!isIssuedBy(certificate, judge.ca)) return "is of another authority than ca/ca.crt";
  if (judge.revoked.has(normalizeSerial(certificate.serialNumber))) return "is revoked";
  return endFault(certificate, judge) ?? contentFault(new x509.X509Certificate(certificate.raw), leaf);
}

/** Why `key` cannot serve `certificate`. A hidden one is believed: it was right when its owner was set. */
export function keyFault(certificate: string, key: KeyFile, keyName: string): string | undefined {
  if (key.kind === "hidden") return undefined;
  if (key.kind === "absent") return `has no ${keyName} beside it`;
  const privateKey = parsed(key.pem, createPrivateKey);
  return matches(new X509Certificate(certificate), privateKey) ? undefined : `is not of ${keyName}`;
}

/** One that ends with its authority is as long as any can be: it is the authority that must be replaced. */
function endFault(certificate: X509Certificate, { ca, now }: Judge): string | undefined {
  const end = certificate.validToDate.getTime();
  if (isCurrent(certificate, now) || end >= ca.validToDate.getTime()) return undefined;
  return endText(end, now);
}

/** `ends 2026-12-01` or `ended 2026-12-01`. */
export function endText(end: number, now: number): string {
  return `${end > now ? "ends" : "ended"} ${new Date(end).toISOString().slice(0, 10)}`;
}

function contentFault(certificate: x509.X509Certificate, leaf: Leaf): string | undefined {
  const usages = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  if (usages.join() !== x509.ExtendedKeyUsage[leaf.usage]) return `is not for ${leaf.usage} alone`;
  const subject = new x509.Name(subjectOf(leaf)).toString();
  if (certificate.subject !== subject) return `is made out to "${certificate.subject}", not to "${subject}"`;
  return namesFault(certificate, leaf);
}

function namesFault(certificate: x509.X509Certificate, leaf: Leaf): string | undefined {
  const held = namesOf(certificate.getExtension(x509.SubjectAlternativeNameExtension)?.rawData);
  // Through DER and back, so that an address has one form on both sides.
  const wanted = namesOf(alternativeNames(leaf).rawData);
  const lacking = wanted.filter((name) => !held.includes(name));
  const stale = held.filter((name) => !wanted.includes(name));
  if (lacking.length > 0) return `lacks ${lacking.join(", ")}`;
  return stale.length > 0 ? `still names ${stale.join(", ")}` : undefined;
}

function namesOf(extension: ArrayBuffer | undefined): readonly string[] {
  if (extension === undefined) return [];
  return new x509.SubjectAlternativeNameExtension(extension).names.items.map(({ value }) => value);
}
