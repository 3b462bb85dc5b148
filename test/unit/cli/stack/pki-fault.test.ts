import { createPrivateKey, X509Certificate } from "node:crypto";
import { beforeAll, describe, it } from "vitest";
import { normalizeSerial } from "../../../../src/cli/pki-crl.ts";
import {
  type Authority,
  issue,
  LEAF_LIFETIME_MS,
  type Leaf,
  newKey,
  openAuthority,
  type Pair,
  selfSign,
} from "../../../../src/cli/pki-issue.ts";
import { RENEW_BEFORE_MS } from "../../../../src/cli/pki-standing.ts";
import { certificateFault, endText, type Judge, keyFault } from "../../../../src/cli/stack/pki-fault.ts";
import { now } from "./pki-lab.ts";

const leaf: Leaf = {
  name: "otel-forwarder",
  usage: "clientAuth",
  hosts: ["otel-forwarder.nas-01.lab", "fd00:0::A", "10.0.0.1"],
};

let authority: Authority;
let pair: Pair;
let judge: Judge;

beforeAll(async () => {
  const key = await newKey();
  const caPem = await selfSign(key, now);
  authority = openAuthority(caPem, key);
  pair = await issue(authority, leaf, now);
  judge = { ca: new X509Certificate(caPem), caPem, revoked: new Set(), now };
});

const end = now + LEAF_LIFETIME_MS;
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

describe("certificateFault", () => {
  it.for<[string, Leaf, string | undefined]>([
    ["what it was made for", leaf, undefined],
    [
      "the same names in another order and form",
      { ...leaf, hosts: ["10.0.0.1", "fd00::a", "otel-forwarder.nas-01.lab"] },
      undefined,
    ],
    ["a name more", { ...leaf, hosts: [...leaf.hosts, "nas.lab"] }, "lacks nas.lab"],
    [
      "two addresses more",
      { ...leaf, hosts: [...leaf.hosts, "fd00::b", "10.0.0.2"] },
      "lacks fd00::b, 10.0.0.2",
    ],
    ["a name less", { ...leaf, hosts: leaf.hosts.slice(0, 2) }, "still names 10.0.0.1"],
    ["another name, which it lacks first", { ...leaf, hosts: ["nas.lab"] }, "lacks nas.lab"],
    ["a server", { ...leaf, usage: "serverAuth" }, "is not for serverAuth alone"],
    [
      "somebody else",
      { ...leaf, name: "grafana" },
      'is made out to "O=Farwatch, CN=otel-forwarder", not to "O=Farwatch, CN=grafana"',
    ],
    [
      "an operator",
      { ...leaf, unit: "operators" },
      'is made out to "O=Farwatch, CN=otel-forwarder", not to "O=Farwatch, OU=operators, CN=otel-forwarder"',
    ],
  ])("of one that is wanted for %s", ([, wanted, want], { expect }) => {
    expect(certificateFault(pair.certificate, wanted, judge)).toBe(want);
  });

  it.for<[string, number, string | undefined]>([
    ["a month and a second before its end", end - RENEW_BEFORE_MS - 1_000, undefined],
    ["a month before it", end - RENEW_BEFORE_MS, `ends ${day(end)}`],
    ["a second before it", end - 1_000, `ends ${day(end)}`],
    ["a second after it", end + 1_000, `ended ${day(end)}`],
  ])("%s", ([, at, want], { expect }) => {
    expect(certificateFault(pair.certificate, leaf, { ...judge, now: at })).toBe(want);
  });

  it.for<[string, string | undefined, string]>([
    ["none", undefined, "is missing"],
    ["garbage", "garbage", "is not a certificate in PEM"],
    ["an empty file", "", "is not a certificate in PEM"],
  ])("of %s", ([, pem, want], { expect }) => {
    expect(certificateFault(pem, leaf, judge)).toBe(want);
  });

  it("of one that is on the list, however its serial is written there", ({ expect }) => {
    const { serialNumber } = new X509Certificate(pair.certificate);
    const revoked = new Set([normalizeSerial(`00${serialNumber.toLowerCase()}`)]);
    expect(certificateFault(pair.certificate, leaf, { ...judge, revoked })).toBe("is revoked");
  });

  it("of one that an authority of the same name issued with another key", async ({ expect }) => {
    const key = await newKey();
    const forged = {
      certificate: authority.certificate,
      key: openAuthority(authority.certificate.toString("pem"), key).key,
    };
    const { certificate } = await issue(forged, leaf, now);
    expect(certificateFault(certificate, leaf, judge)).toBe("is of another authority than ca/ca.crt");
  });
});

describe("keyFault", () => {
  it("tells a key that fits from one that does not", async ({ expect }) => {
    const fault = (pem: string) => keyFault(pair.certificate, { kind: "key", pem }, "server.key");
    expect(fault(pair.key)).toBeUndefined();
    expect(
      fault(createPrivateKey(pair.key).export({ format: "pem", type: "sec1" }).toString()),
    ).toBeUndefined();
    expect(fault(await newKey())).toBe("is not of server.key");
    expect(fault("garbage")).toBe("is not of server.key");
    expect(keyFault(pair.certificate, { kind: "absent" }, "server.key")).toBe("has no server.key beside it");
    expect(keyFault(pair.certificate, { kind: "hidden" }, "server.key")).toBeUndefined();
  });
});

describe("endText", () => {
  it("is in the past for what has ended", ({ expect }) => {
    expect([endText(Date.UTC(2027, 1, 3), 0), endText(0, 1)]).toEqual([
      "ends 2027-02-03",
      "ended 1970-01-01",
    ]);
  });
});
