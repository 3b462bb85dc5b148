import { X509Certificate } from "node:crypto";
import { beforeAll, describe, it } from "vitest";
import { judgePair } from "../../../../src/cli/doctor/judge-pair.ts";
import { LEAF_LIFETIME_MS, newKey, type Pair } from "../../../../src/cli/pki-issue.ts";
import { RENEW_BEFORE_MS } from "../../../../src/cli/pki-standing.ts";
import { makeAuthority, type TestAuthority } from "./servers.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
let authority: TestAuthority;
let pair: Pair;

beforeAll(async () => {
  authority = await makeAuthority(now);
  pair = await authority.client("alertmanager", now);
});

function judge(at: number, changes: { cert?: string; key?: string } = {}) {
  return judgePair({ cert: pair.certificate, key: pair.key, ...changes }, at);
}

describe("judgePair", () => {
  it("shows the name, the days left and the fingerprint", ({ expect }) => {
    const { check, fingerprint } = judge(now);
    expect(check).toEqual({ name: "certificate", state: "ok", says: "alertmanager, ends in 365 days" });
    const { fingerprint256 } = new X509Certificate(pair.certificate);
    expect(fingerprint).toBe(fingerprint256.replaceAll(":", "").toLowerCase());
  });

  const end = now + LEAF_LIFETIME_MS;
  const times = [
    { at: end - RENEW_BEFORE_MS - 1, state: "ok", says: /ends in 30 days/ },
    { at: end - RENEW_BEFORE_MS, state: "wrong", says: /ends in 30 days/ },
    { at: end - 1_000, state: "wrong", says: /ends in 0 days/ },
    { at: end, state: "wrong", says: /ended 2027-11-23/ },
    { at: now - 86_400_000, state: "wrong", says: /begins 2026-11-23/ },
  ];

  it.for(times)("$at: $state, $says", ({ at, state, says }, { expect }) => {
    const { check, fingerprint } = judge(at);
    expect(check).toMatchObject({ state, says: expect.stringMatching(says) });
    // It is shown all the same: what the edge says of it is worth knowing.
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("refuses what is no pair", async ({ expect }) => {
    const unfit = [
      judge(now, { cert: "no" }),
      judge(now, { key: "no" }),
      judge(now, { key: pair.certificate }),
      judge(now, { key: await newKey() }),
    ];
    expect(unfit.map(({ check, fingerprint }) => [check.state, check.says, fingerprint])).toEqual([
      ["wrong", "--cert is not a certificate in PEM", undefined],
      ["wrong", "--key is not a private key in PEM without a passphrase", undefined],
      ["wrong", "--key is not a private key in PEM without a passphrase", undefined],
      ["wrong", "--key is not the key of --cert", undefined],
    ]);
  });

  it("asks for one where none is given", ({ expect }) => {
    expect(judgePair(undefined, now)).toMatchObject({
      check: { state: "unknown", todo: expect.stringContaining("--cert") },
    });
  });
});
