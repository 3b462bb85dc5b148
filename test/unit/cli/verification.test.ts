import { describe, it } from "vitest";
import { handshakeVerdict, verdictAt } from "../../../src/cli/verification.ts";

describe("handshakeVerdict", () => {
  const cases = [
    { name: "an accepted chain", authorized: true, error: undefined, want: "SUCCESS" },
    {
      name: "a self-signed one",
      authorized: false,
      error: "DEPTH_ZERO_SELF_SIGNED_CERT",
      want: "FAILED:self signed certificate",
    },
    {
      name: "another authority's",
      authorized: false,
      error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      want: "FAILED:unable to verify the first certificate",
    },
    {
      name: "an ended one",
      authorized: false,
      error: "CERT_HAS_EXPIRED",
      want: "FAILED:certificate has expired",
    },
    {
      name: "a server's",
      authorized: false,
      error: "INVALID_PURPOSE",
      want: "FAILED:unsupported certificate purpose",
    },
    {
      name: "a code without a phrase",
      authorized: false,
      error: "CRL_HAS_EXPIRED",
      want: "FAILED:crl has expired",
    },
    {
      name: "an error object",
      authorized: false,
      error: new Error("CERT_NOT_YET_VALID"),
      want: "FAILED:certificate is not yet valid",
    },
    { name: "no reason at all", authorized: false, error: undefined, want: "FAILED:not verified" },
    { name: "an error beside acceptance", authorized: true, error: "CERT_HAS_EXPIRED", want: "SUCCESS" },
  ] as const;

  it.for(cases)("tells of $name as Cloudflare does", ({ authorized, error, want }, { expect }) => {
    expect(handshakeVerdict(authorized, error)).toBe(want);
  });
});

describe("verdictAt", () => {
  const validity = { validFromDate: new Date(1_000), validToDate: new Date(2_000) };
  const cases = [
    { name: "holds on the first millisecond", now: 1_000, want: "SUCCESS" },
    { name: "holds on the last millisecond", now: 2_000, want: "SUCCESS" },
    { name: "ends one millisecond past it", now: 2_001, want: "FAILED:certificate has expired" },
    { name: "does not hold before", now: 999, want: "FAILED:certificate is not yet valid" },
  ];

  it.for(cases)("$name", ({ now, want }, { expect }) => {
    expect(verdictAt("SUCCESS", validity, now)).toBe(want);
  });

  it("never mends a failed handshake", ({ expect }) => {
    expect(verdictAt("FAILED:x", validity, 1_500)).toBe("FAILED:x");
  });
});
