import { describe, it } from "vitest";
import { judgeChain, MAX_CHAIN_LENGTH } from "../../../../src/watch/probe/certificate.ts";
import { authority, certificateFor, der, type Signed } from "./pki.ts";

const DAY_MS = 86_400_000;
const now = Date.now();

function judge(chain: readonly Signed[], ca?: readonly Signed[], name = "a.example", at = now) {
  return judgeChain(chain.map(der), { name, ca: ca?.map(({ cert }) => cert).join("\n"), now: at });
}

describe("judgeChain", () => {
  it("finds the way whatever stands between, in any order", async ({ expect }) => {
    const root = await authority("Root");
    const upper = await authority("Upper", { issuer: root });
    const lower = await authority("Lower", { issuer: upper });
    const other = await authority("Other");
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], issuer: lower });
    for (const others of [
      [lower, upper],
      [upper, lower],
      [other, upper, lower, root],
    ])
      expect(judge([leaf, ...others], [other, root])).toMatchObject({
        facts: { trusted: true },
        fault: undefined,
      });
    expect(judge([leaf, upper], [root])).toMatchObject({ facts: { trusted: false } });
  });

  it("takes the certificate itself as an authority", async ({ expect }) => {
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"] });
    expect(judge([leaf], [leaf])).toMatchObject({ facts: { trusted: true }, fault: undefined });
  });

  it("lets nobody sign who is no authority", async ({ expect }) => {
    const root = await authority("Root");
    const other = await certificateFor({ name: "other", hosts: ["b.example"], issuer: root });
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], issuer: other });
    expect(judge([leaf, other], [root])?.facts.trusted).toBe(false);
  });

  it("goes round in no circle of certificates that sign each other", async ({ expect }) => {
    const a = await authority("A");
    const b = await authority("B", { issuer: a });
    const again = await authority("A", { issuer: b, keys: a.keys });
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], issuer: a });
    const root = await authority("Root");
    expect(judge([leaf, again, b, a], [root])?.facts.trusted).toBe(false);
  });

  it("prefers the valid one of an authority's two certificates, and counts the expired one's end", async ({
    expect,
  }) => {
    const root = await authority("Root");
    const to = now - DAY_MS;
    const old = await authority("Middle", { issuer: root, from: to - DAY_MS, to });
    const fresh = await authority("Middle", { issuer: root, keys: old.keys });
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], issuer: fresh });
    const judgement = judge([leaf, old, fresh], [root]);
    expect(judgement).toMatchObject({ facts: { trusted: true }, fault: undefined });
    expect(judgement?.facts.earliestExpiryAt).toBe(old.certificate.notAfter.getTime());
    expect(judge([leaf, old], [root])).toMatchObject({
      facts: { trusted: true },
      fault: expect.stringMatching(/^The certificate of CN=Middle expired at /),
    });
  });

  it("knows before, during and after", async ({ expect }) => {
    const from = Date.UTC(2037, 0, 1);
    const to = Date.UTC(2106, 1, 7, 12);
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], from, to });
    const at = (time: number) => judge([leaf], undefined, "a.example", time)?.fault;
    expect(at(from - 1)).toBe("The certificate of CN=leaf is not valid before 2037-01-01T00:00:00.000Z");
    expect(at(from)).toBeUndefined();
    expect(at(to)).toBeUndefined();
    expect(at(to + 1)).toBe("The certificate of CN=leaf expired at 2106-02-07T12:00:00.000Z");
    expect(judge([leaf])?.facts.earliestExpiryAt).toBe(to);
  });

  it("reads a certificate that never ends", async ({ expect }) => {
    const leaf = await certificateFor({
      name: "leaf",
      hosts: ["a.example"],
      to: Date.UTC(9999, 11, 31, 23, 59, 59),
    });
    expect(judge([leaf])?.facts.earliestExpiryAt).toBe(253_402_300_799_000);
  });

  const names = [
    [["a.example"], "A.Example.", true],
    [["*.b.example"], "a.b.example", true],
    [["*.b.example"], "a.a.b.example", false],
    [["192.0.2.1"], "192.0.2.1", true],
    [["2001:db8::1"], "2001:db8:0::1", true],
    [["192.0.2.1"], "192.0.2.2", false],
    [[], "leaf", false],
  ] as const;
  it.for(names)("%j is for %s: %s", async ([hosts, name, isMatch], { expect }) => {
    const leaf = await certificateFor({ name: "leaf", hosts });
    expect(judge([leaf], undefined, name)?.fault === undefined).toBe(isMatch);
  });

  it("a certificate without alternative names is for nobody", async ({ expect }) => {
    const leaf = await certificateFor({ name: "a.example" });
    expect(judge([leaf])?.fault).toBe("The certificate is not for a.example but for no name");
  });

  it("says nothing of what it cannot read", async ({ expect }) => {
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"] });
    const expected = { name: "a.example", ca: undefined, now };
    expect(judgeChain([], expected)).toBeUndefined();
    expect(judgeChain([Uint8Array.of(1, 2, 3)], expected)).toBeUndefined();
    expect(judgeChain([der(leaf), Uint8Array.of(1, 2, 3)], expected)?.fault).toBeUndefined();
    expect(judgeChain([der(leaf)], { ...expected, ca: "no PEM" })?.facts.trusted).toBe(false);
  });

  it("looks at a bounded number of certificates", async ({ expect }) => {
    const root = await authority("Root");
    const lower = await authority("Lower", { issuer: root });
    const leaf = await certificateFor({ name: "leaf", hosts: ["a.example"], issuer: lower });
    const between = new Array<Signed>(MAX_CHAIN_LENGTH - 2).fill(leaf);
    expect(judge([leaf, ...between, lower], [root])?.facts.trusted).toBe(true);
    expect(judge([leaf, ...between, leaf, lower], [root])?.facts.trusted).toBe(false);
  });
});
