import { describe, it } from "vitest";
import type { IdentityConfig } from "../../../src/config/config.ts";
import { identify } from "../../../src/identity/identify.ts";

const fingerprint = "ab".repeat(32);
const identities: readonly IdentityConfig[] = [
  { name: "alertmanager", roles: ["ingest"], tenant: "main", certificates: [fingerprint] },
];
const good = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certFingerprintSHA256: fingerprint,
};
const absent = { certPresented: "0", certVerified: "NONE", certRevoked: "0" };
const bearer = "Bearer operator-token-of-the-test";
const token = "operator-token-of-the-test";

describe("identify", () => {
  const cases = [
    {
      name: "knows a certificate",
      certificate: good,
      authorization: undefined,
      want: { name: "alertmanager" },
    },
    {
      name: "lets the certificate speak before the token",
      certificate: good,
      authorization: bearer,
      want: { name: "alertmanager" },
    },
    {
      name: "ignores a wrong token beside a good certificate",
      certificate: good,
      authorization: "Bearer no",
      want: { name: "alertmanager" },
    },
    {
      name: "takes the token where no certificate is presented",
      certificate: absent,
      authorization: bearer,
      want: { roles: ["operator"] },
    },
    {
      name: "takes the token where there is no TLS information",
      certificate: undefined,
      authorization: bearer,
      want: { roles: ["operator"] },
    },
    {
      name: "denies who shows nothing",
      certificate: absent,
      authorization: undefined,
      want: { reason: "no_credentials" },
    },
    {
      name: "denies a wrong token",
      certificate: absent,
      authorization: "Bearer no",
      want: { reason: "bad_token" },
    },
    {
      name: "denies a failed certificate with a good token",
      certificate: { ...good, certVerified: "FAILED" },
      authorization: bearer,
      want: { reason: "certificate_unverified" },
    },
    {
      name: "denies a revoked certificate with a good token",
      certificate: { ...good, certRevoked: "1" },
      authorization: bearer,
      want: { reason: "certificate_revoked" },
    },
    {
      name: "denies an unknown certificate with a good token",
      certificate: { ...good, certFingerprintSHA256: "00".repeat(32) },
      authorization: bearer,
      want: { reason: "unknown_certificate" },
    },
  ];

  it.for(cases)("$name", ({ certificate, authorization, want }, { expect }) => {
    expect(identify({ certificate, authorization }, identities, token)).toMatchObject(want);
  });

  it("knows nobody while nobody is configured", ({ expect }) => {
    const credentials = { certificate: good, authorization: undefined };
    expect(identify(credentials, [], undefined)).toEqual({ kind: "denied", reason: "unknown_certificate" });
  });
});
