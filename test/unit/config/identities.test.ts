import { describe, expect, test } from "vitest";
import type { IdentityConfig } from "../../../src/config/config.ts";
import { MAX_NAME } from "../../../src/config/identities.ts";
import { configOf, findings, loadEdge } from "./harness.ts";

const A = "a".repeat(64);
const B = "b0".repeat(32);
const WITH_COLONS = (B.toUpperCase().match(/../g) ?? []).join(":");

function identitiesOf(yaml: string): readonly IdentityConfig[] {
  return configOf(loadEdge(`identities:\n${yaml}`)).edge.identities;
}

test("an identity is known by its certificates or by its subject", () => {
  const identities = identitiesOf(`
- {name: alertmanager, roles: [ingest], certificates: [${A}]}
- {name: me, roles: [viewer, operator], tenant: lab, subject: "CN=me,O=Example"}`);
  expect(identities).toEqual([
    { name: "alertmanager", roles: ["ingest"], tenant: "main", certificates: [A] },
    {
      name: "me",
      roles: ["viewer", "operator"],
      tenant: "lab",
      certificates: [],
      subject: "CN=me,O=Example",
    },
  ]);
});

test.each([
  ["upper case", A.toUpperCase(), A],
  ["colons", WITH_COLONS, B],
  ["digits alone", "1".repeat(64), "1".repeat(64)],
])("a fingerprint with %s is read as lower-case hexadecimal", (_, written, read) => {
  const [identity] = identitiesOf(`- {name: a, roles: [ingest], certificates: ["${written}"]}`);
  expect(identity?.certificates).toEqual([read]);
});

test("an unquoted fingerprint of digits alone loses none of them", () => {
  const [identity] = identitiesOf(`- {name: a, roles: [ingest], certificates: [${"1".repeat(64)}]}`);
  expect(identity?.certificates).toEqual(["1".repeat(64)]);
});

test("a subject is warned of, because the pin is weaker", () => {
  expect(findings(loadEdge("identities: [{name: a, roles: [ingest], subject: CN=a}]"))).toEqual([
    `1:41 warning: identity "a" is known by its subject "CN=a": any holder of the account's CA can mint a certificate with it; certificates pin one`,
  ]);
});

describe("what cannot identify one caller is refused", () => {
  test.each([
    [
      "a short fingerprint",
      "{name: a, roles: [ingest], certificates: [AB:CD]}",
      '1:56 error: Cannot read SHA-256 fingerprint "AB:CD": expected 64 hexadecimal digits, with or without colons',
    ],
    [
      "a SHA-1 fingerprint",
      `{name: a, roles: [ingest], certificates: [${"a".repeat(40)}]}`,
      `1:56 error: Cannot read SHA-256 fingerprint "${"a".repeat(40)}": expected 64 hexadecimal digits, with or without colons`,
    ],
    [
      "neither form",
      "{name: a, roles: [ingest]}",
      '1:14 error: identity "a" needs either certificates or a subject, not both',
    ],
    [
      "an empty subject",
      "{name: a, roles: [ingest], subject: ''}",
      '1:14 error: identity "a" needs either certificates or a subject, not both',
    ],
    [
      "no fingerprint",
      "{name: a, roles: [ingest], certificates: []}",
      "1:41 error: Cannot read certificates: expected at least one fingerprint, got []",
    ],
    [
      "no role",
      `{name: a, roles: [], certificates: [${A}]}`,
      "1:24 error: Cannot read roles: expected at least one role, got []",
    ],
    [
      "an unknown role",
      `{name: a, roles: [admin], certificates: [${A}]}`,
      '1:32 error: Cannot read roles: expected "ingest" or "scrape" or "viewer" or "operator", got "admin"',
    ],
    [
      "no name",
      `{roles: [ingest], certificates: [${A}]}`,
      '1:14 error: Cannot read identity: "name" is missing',
    ],
    [
      "a name with a space",
      `{name: a b, roles: [ingest], certificates: [${A}]}`,
      `1:15 error: Cannot read name: expected 1 to 64 printable ASCII characters without spaces, got "a b"`,
    ],
    [
      "a misspelt field",
      `{name: a, role: [ingest], roles: [ingest], certificates: [${A}]}`,
      '1:24 error: Unknown field "role" in identity, did you mean "roles"?',
    ],
  ])("%s", (_, identity, finding) => {
    expect(findings(loadEdge(`identities: [${identity}]`))).toEqual([finding]);
  });

  test("both forms at once", () => {
    const found = findings(
      loadEdge(`identities: [{name: a, roles: [ingest], certificates: [${A}], subject: CN=a}]`),
    );
    expect(found).toContain('1:14 error: identity "a" needs either certificates or a subject, not both');
  });

  test.each([
    [
      "a certificate of two",
      `[{name: a, roles: [ingest], certificates: [${B}]}, {name: b, roles: [ingest], certificates: ["${WITH_COLONS}"]}]`,
      `certificate "${WITH_COLONS}" is taken by identity "a"`,
    ],
    [
      "a certificate twice in one",
      `[{name: a, roles: [ingest], certificates: [${A}, ${A}]}]`,
      `certificate "${A}" is taken by identity "a"`,
    ],
    [
      "a subject of two",
      "[{name: a, roles: [ingest], subject: CN=x}, {name: b, roles: [scrape], subject: CN=x}]",
      'subject "CN=x" is taken by identity "a"',
    ],
    [
      "a name of two",
      `[{name: a, roles: [ingest], certificates: [${A}]}, {name: a, roles: [ingest], certificates: [${B}]}]`,
      'name "a" is taken by identity "a"',
    ],
  ])("%s", (_, identities, message) => {
    const { diagnostics, config } = loadEdge(`identities: ${identities}`);
    expect(config).toBeUndefined();
    expect(diagnostics.filter(({ severity }) => severity === "error").map((found) => found.message)).toEqual([
      message,
    ]);
  });

  test.each(["name", "tenant"])("a %s may have as many characters as the limit, and no more", (field) => {
    const identity = (length: number) => {
      const names = { name: "a", [field]: "x".repeat(length) };
      return `identities: [${JSON.stringify({ ...names, roles: ["ingest"], certificates: [A] })}]`;
    };
    expect(findings(loadEdge(identity(MAX_NAME)))).toEqual([]);
    expect(findings(loadEdge(identity(MAX_NAME + 1)))).toHaveLength(1);
  });
});
