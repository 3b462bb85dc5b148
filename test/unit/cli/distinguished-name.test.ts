import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { nameValues } from "../../../src/cli/der.ts";
import { legacyName, rfc2253 } from "../../../src/cli/distinguished-name.ts";

interface Case {
  readonly name: string;
  readonly rfc2253: string;
  readonly legacy: string;
  readonly pem: string;
}

// Certificates made by openssl 3.0, and what it prints of them with `-nameopt RFC2253` and `-nameopt compat`.
const path = join(import.meta.dirname, "../../fixtures/cli/names.json");
const cases: Case[] = JSON.parse(readFileSync(path, "utf8"));

describe("a distinguished name", () => {
  it.for(cases)("with $name is byte for byte what openssl prints as RFC 2253", (row, { expect }) => {
    const { raw, subject } = new X509Certificate(row.pem);
    expect(rfc2253(subject, nameValues(raw, "subject"))).toBe(row.rfc2253);
  });

  it.for(cases)("with $name is what openssl prints as one line", (row, { expect }) => {
    expect(legacyName(new X509Certificate(row.pem).subject)).toBe(row.legacy);
  });

  it.for(cases)("with $name is found as issuer too, for each is its own", (row, { expect }) => {
    const { raw, issuer } = new X509Certificate(row.pem);
    expect(rfc2253(issuer, nameValues(raw, "issuer"))).toBe(row.rfc2253);
  });

  it("covers the awkward kinds", ({ expect }) => {
    const all = cases.map((row) => row.rfc2253).join("\n");
    for (const part of ["\\+", "\\,", "\\\\", "\\#", "\\ ", "\\C3\\AF", "\\0A", "#0C", "+CN="]) {
      expect(all).toContain(part);
    }
  });

  it("is empty without attributes", ({ expect }) => {
    expect(rfc2253(undefined, [])).toBe("");
    expect(legacyName("")).toBe("");
  });
});
