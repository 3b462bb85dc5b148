import { describe, it } from "vitest";
import type { IdentityConfig } from "../../../src/config/config.ts";
import {
  type ClientCertificate,
  identifyByCertificate,
  normalizeFingerprint,
} from "../../../src/identity/certificate.ts";

const fingerprint = "af363dc8".repeat(8);
const subject = "CN=pinned by subject,O=Example";

const identities: readonly IdentityConfig[] = [
  { name: "by-subject", roles: ["viewer"], tenant: "main", certificates: [], subject },
  { name: "by-fingerprint", roles: ["ingest"], tenant: "b", certificates: ["00".repeat(32), fingerprint] },
  { name: "by-nothing", roles: ["operator"], tenant: "main", certificates: [""], subject: "" },
];

const good: ClientCertificate = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certFingerprintSHA256: fingerprint,
  certSubjectDNRFC2253: "CN=anyone",
};

const bySubject = { ...good, certFingerprintSHA256: "ff".repeat(32), certSubjectDNRFC2253: subject };

describe("identifyByCertificate", () => {
  const known = [
    { name: "knows a pinned fingerprint", certificate: good, want: "by-fingerprint" },
    {
      name: "knows it in upper case with colons",
      certificate: { ...good, certFingerprintSHA256: withColons() },
      want: "by-fingerprint",
    },
    { name: "knows a pinned subject", certificate: bySubject, want: "by-subject" },
    {
      name: "prefers the fingerprint to another identity's subject",
      certificate: { ...good, certSubjectDNRFC2253: subject },
      want: "by-fingerprint",
    },
  ];

  it.for(known)("$name", ({ certificate, want }, { expect }) => {
    expect(identifyByCertificate(certificate, identities)).toMatchObject({ kind: "identity", name: want });
  });

  it("hands over roles and tenant of the identity", ({ expect }) => {
    expect(identifyByCertificate(good, identities)).toEqual({
      kind: "identity",
      name: "by-fingerprint",
      roles: ["ingest"],
      tenant: "b",
    });
  });

  const none = [
    { name: "no tlsClientAuth at all", certificate: undefined },
    { name: "an empty tlsClientAuth", certificate: {} },
    {
      name: "Cloudflare's placeholder",
      certificate: { certPresented: "0", certVerified: "NONE", certRevoked: "0" },
    },
    { name: "certPresented 0 beside a claimed success", certificate: { ...good, certPresented: "0" } },
  ];

  it.for(none)("takes $name as no certificate", ({ certificate }, { expect }) => {
    expect(identifyByCertificate(certificate, identities)).toBeUndefined();
  });

  const bad = [
    {
      name: "a foreign CA",
      certificate: { ...good, certVerified: "FAILED:unable to verify the first certificate" },
      reason: "certificate_unverified",
    },
    {
      name: "a self-signed one",
      certificate: { ...good, certVerified: "FAILED:self signed certificate" },
      reason: "certificate_unverified",
    },
    {
      name: "an expired one",
      certificate: { ...good, certVerified: "FAILED:certificate has expired" },
      reason: "certificate_unverified",
    },
    {
      name: "a bare FAILED",
      certificate: { ...good, certVerified: "FAILED" },
      reason: "certificate_unverified",
    },
    {
      name: "NONE although presented",
      certificate: { ...good, certVerified: "NONE" },
      reason: "certificate_unverified",
    },
    {
      name: "success in lower case",
      certificate: { ...good, certVerified: "success" },
      reason: "certificate_unverified",
    },
    {
      name: "a missing certVerified",
      certificate: without("certVerified"),
      reason: "certificate_unverified",
    },
    {
      name: "certPresented true",
      certificate: { ...good, certPresented: "true" },
      reason: "certificate_unverified",
    },
    {
      name: "a revoked one that verifies",
      certificate: { ...good, certRevoked: "1" },
      reason: "certificate_revoked",
    },
    { name: "a missing certRevoked", certificate: without("certRevoked"), reason: "certificate_unverified" },
    {
      name: "an empty certRevoked",
      certificate: { ...good, certRevoked: "" },
      reason: "certificate_unverified",
    },
    {
      name: "an unknown fingerprint and subject",
      certificate: { ...good, certFingerprintSHA256: "ff".repeat(32) },
      reason: "unknown_certificate",
    },
    {
      name: "an empty fingerprint, though one is pinned as empty",
      certificate: { ...good, certFingerprintSHA256: "" },
      reason: "unknown_certificate",
    },
    {
      name: "an empty subject, though one is pinned as empty",
      certificate: { ...bySubject, certSubjectDNRFC2253: "" },
      reason: "unknown_certificate",
    },
    {
      name: "a subject in another case",
      certificate: { ...bySubject, certSubjectDNRFC2253: subject.toUpperCase() },
      reason: "unknown_certificate",
    },
    {
      name: "a subject with a space more",
      certificate: { ...bySubject, certSubjectDNRFC2253: `${subject} ` },
      reason: "unknown_certificate",
    },
    {
      name: "half of a fingerprint",
      certificate: { ...good, certFingerprintSHA256: fingerprint.slice(0, 32) },
      reason: "unknown_certificate",
    },
  ];

  it.for(bad)("denies $name", ({ certificate, reason }, { expect }) => {
    expect(identifyByCertificate(certificate, identities)).toEqual({ kind: "denied", reason });
  });
});

it("normalizeFingerprint takes away colons and case", ({ expect }) => {
  expect(normalizeFingerprint("AF:36:3D:C8")).toBe("af363dc8");
});

function withColons(): string {
  return fingerprint.toUpperCase().replace(/(..)(?=.)/g, "$1:");
}

function without(field: keyof ClientCertificate): ClientCertificate {
  const { [field]: _, ...rest } = good;
  return rest;
}
