import { describe, it } from "vitest";
import {
  daysUntil,
  isTrusted,
  judgeAddresses,
  judgeConnection,
  judgeTls,
  SERVER_ENDS_SOON_MS,
} from "../../../../src/cli/doctor/judge-peer.ts";
import type { Peer } from "../../../../src/cli/doctor/peer.ts";
import { failed } from "./replies.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const url = new URL("https://alerts.example.org");

function peer(changes: { fault?: string; endsInMs?: number } = {}): Peer {
  const { fault, endsInMs = 30 * 86_400_000 } = changes;
  return { kind: "tls", fault, endsAt: now + endsInMs, issuer: "Google Trust Services" };
}

describe("judgeAddresses", () => {
  it("shows what the name leads to", ({ expect }) => {
    expect(judgeAddresses("dns", url, ["192.0.2.1", "2001:db8::1"])).toEqual({
      name: "dns",
      state: "ok",
      says: "alerts.example.org is 192.0.2.1, 2001:db8::1",
    });
  });

  it("tells a name that is not there from a resolver that fails", ({ expect }) => {
    const absent = judgeAddresses("dns", url, failed("ENOTFOUND"));
    expect([absent.state, absent.says]).toEqual([
      "wrong",
      'Cannot resolve "alerts.example.org": no such name',
    ]);
    expect(absent.todo).toContain("first deploy");
    const broken = judgeAddresses("dns", url, failed("EAI_AGAIN", "try again"));
    expect([broken.state, broken.says]).toEqual(["wrong", 'Cannot resolve "alerts.example.org": try again']);
  });
});

describe("judgeConnection", () => {
  const cases = [
    { met: peer(), state: "ok", says: "alerts.example.org:443 answers" },
    { met: { kind: "plain" } as const, state: "ok", says: "alerts.example.org:443 answers" },
    {
      met: failed("ECONNREFUSED"),
      state: "wrong",
      says: "Cannot connect to alerts.example.org:443: nothing listens there",
    },
    {
      met: failed("TIMEOUT"),
      state: "wrong",
      says: "Cannot connect to alerts.example.org:443: it does not answer",
    },
    {
      met: failed("EPROTO", "wrong version number"),
      state: "wrong",
      says: "Cannot connect to alerts.example.org:443: wrong version number",
    },
  ];

  it.for(cases)("$met.kind $met.code is $state", ({ met, state, says }, { expect }) => {
    expect(judgeConnection("connect", url, met)).toMatchObject({ state, says });
  });
});

describe("judgeTls", () => {
  const cases = [
    {
      name: "verifies",
      met: peer(),
      state: "ok",
      says: /verifies, by Google Trust Services, ends in 30 days/,
    },
    {
      name: "ends soon",
      met: peer({ endsInMs: SERVER_ENDS_SOON_MS }),
      state: "wrong",
      says: /ends in 7 days/,
    },
    {
      name: "ends a little later",
      met: peer({ endsInMs: SERVER_ENDS_SOON_MS + 1 }),
      state: "ok",
      says: /7 days/,
    },
    { name: "has expired", met: peer({ fault: "CERT_HAS_EXPIRED" }), state: "wrong", says: /has expired/ },
    {
      name: "is of a strange authority",
      met: peer({ fault: "SELF_SIGNED_CERT_IN_CHAIN" }),
      state: "wrong",
      says: /not trusted/,
    },
    {
      name: "is for another name",
      met: peer({ fault: "ERR_TLS_CERT_ALTNAME_INVALID" }),
      state: "wrong",
      says: /another name/,
    },
    {
      name: "fails otherwise",
      met: peer({ fault: "CERT_REVOKED" }),
      state: "wrong",
      says: /\(CERT_REVOKED\)/,
    },
    { name: "is not needed", met: { kind: "plain" } as const, state: "ok", says: /plain http/ },
    { name: "was not seen", met: failed("ECONNREFUSED"), state: "unknown", says: /no connection/ },
  ];

  it.for(cases)("a certificate that $name is $state", ({ met, state, says }, { expect }) => {
    expect(judgeTls("tls", met, now)).toMatchObject({ state, says: expect.stringMatching(says) });
  });

  it("trusts nobody whose certificate does not verify", ({ expect }) => {
    const all = [peer(), { kind: "plain" } as const, peer({ fault: "CERT_HAS_EXPIRED" }), failed("TIMEOUT")];
    expect(all.map(isTrusted)).toEqual([true, true, false, false]);
  });
});

it("daysUntil counts whole days", ({ expect }) => {
  const day = 86_400_000;
  expect([0, day - 1, day, 2 * day].map((ms) => daysUntil(now + ms, now))).toEqual([
    "0 days",
    "0 days",
    "1 day",
    "2 days",
  ]);
});
