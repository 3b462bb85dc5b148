import type { IncomingMessage } from "node:http";
import { beforeAll, describe, it } from "vitest";
import { ASK_TIMEOUT_MS, asker, MAX_ANSWER_CHARS } from "../../../../src/cli/ask.ts";
import { asksForCertificate } from "../../../../src/cli/doctor/certificate-request.ts";
import { addressesOf, meet } from "../../../../src/cli/doctor/peer.ts";
import { BACKDATE_MS, LEAF_LIFETIME_MS, type Pair } from "../../../../src/cli/pki-issue.ts";
import { makeAuthority, serve, serveRaw, type TestAuthority } from "./servers.ts";

let authority: TestAuthority;
let pair: Pair;

beforeAll(async () => {
  authority = await makeAuthority();
  pair = await authority.server("localhost");
});

describe("addressesOf", () => {
  it("takes an address as it is, and resolves a name", async ({ expect }) => {
    expect(await addressesOf(new URL("https://192.0.2.1"))).toEqual(["192.0.2.1"]);
    expect(await addressesOf(new URL("https://[2001:db8::1]:8443"))).toEqual(["2001:db8::1"]);
    const local = await addressesOf(new URL("https://localhost"));
    expect("kind" in local ? [] : local).toEqual(
      expect.arrayContaining([expect.stringMatching(/^127\.|^::1$/)]),
    );
  });

  it("says that a name is not there", async ({ expect }) => {
    expect(await addressesOf(new URL("https://nothing.invalid"))).toMatchObject({
      kind: "failure",
      code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/),
    });
  });
});

describe("meet", () => {
  it("verifies by the authority that it is given", async ({ expect }) => {
    const url = await serve(pair, () => {});
    const met = await meet(url, authority.certificate);
    expect(met).toMatchObject({ kind: "tls", fault: undefined, issuer: "Farwatch" });
    const left = met.kind === "tls" ? met.endsAt - Date.now() : 0;
    expect(Math.abs(left - LEAF_LIFETIME_MS)).toBeLessThan(60_000);
  });

  it("names what is wrong with a certificate, and looks at it all the same", async ({ expect }) => {
    const url = await serve(pair, () => {});
    const elsewhere = await serve(await authority.server("other.example"), () => {});
    const longAgo = Date.now() - LEAF_LIFETIME_MS - BACKDATE_MS;
    const old = await makeAuthority(longAgo);
    const ended = await serve(await old.server("localhost", longAgo), () => {});
    const stranger = (await makeAuthority()).certificate;
    const met = await Promise.all([
      meet(url, undefined),
      meet(url, stranger),
      meet(elsewhere, authority.certificate),
      meet(ended, old.certificate),
    ]);
    expect(met).toMatchObject([
      { kind: "tls", fault: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
      { kind: "tls", fault: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" },
      { kind: "tls", fault: "ERR_TLS_CERT_ALTNAME_INVALID" },
      { kind: "tls", fault: "CERT_HAS_EXPIRED" },
    ]);
  });

  it("tells nobody from somebody who speaks no TLS", async ({ expect }) => {
    const url = await serveRaw("220 mail.example ESMTP\r\n");
    expect(await meet(url, undefined)).toMatchObject({
      kind: "failure",
      message: expect.stringMatching(/./),
    });
    expect(await meet(await serveRaw(""), undefined)).toMatchObject({ kind: "failure" });
    expect(await meet(new URL("https://127.0.0.1:1"), undefined)).toMatchObject({
      kind: "failure",
      code: "ECONNREFUSED",
    });
    expect(await meet(new URL(url.href.replace("https", "http")), undefined)).toEqual({ kind: "plain" });
  });
});

describe("asker", () => {
  it("asks with a certificate or a token, and shows the answer", async ({ expect }) => {
    const seen: IncomingMessage[] = [];
    const url = await serve(
      pair,
      (request, response) => {
        seen.push(request);
        response.writeHead(404, { "X-A": "b" }).end("nothing");
      },
      { requestCert: true, rejectUnauthorized: false, ca: authority.certificate },
    );
    const ask = asker(url, authority.certificate);
    const client = await authority.client("doctor");
    const reply = await ask({
      path: "/a",
      method: "POST",
      pair: { cert: client.certificate, key: client.key },
    });
    await ask({ path: "/b", token: "secret" });
    expect(reply).toMatchObject({ kind: "answer", status: 404, body: "nothing", headers: { "x-a": "b" } });
    expect(seen.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ["POST", "/a", undefined],
      ["GET", "/b", "Bearer secret"],
    ]);
    expect(seen.map(({ headers }) => headers.accept)).toEqual(Array(2).fill("application/json, */*;q=0.5"));
  });

  it("follows no redirect, and sends nothing to who is not trusted", async ({ expect }) => {
    let asked = 0;
    const url = await serve(pair, (_, response) => {
      asked += 1;
      response.writeHead(302, { Location: "/login" }).end();
    });
    expect(await asker(url, authority.certificate)({ path: "/" })).toMatchObject({ status: 302 });
    expect(await asker(url, undefined)({ path: "/", token: "secret" })).toMatchObject({ kind: "failure" });
    expect(asked).toBe(1);
  });

  it("reads a long answer no further than it must", async ({ expect }) => {
    const url = await serve(pair, (_, response) => response.end("a".repeat(MAX_ANSWER_CHARS + 1_000_000)));
    const reply = await asker(url, authority.certificate)({ path: "/" });
    expect(reply.kind === "answer" ? reply.body.length : 0).toBeLessThan(MAX_ANSWER_CHARS + 500_000);
  });

  it("waits no longer than it is told, which is shorter than a person waits", async ({ expect }) => {
    const url = await serve(pair, () => {});
    const reply = await asker(url, authority.certificate, 200)({ path: "/" });
    expect(reply).toEqual({ kind: "failure", code: "TIMEOUT", message: "no answer within 0.2 s" });
    expect(ASK_TIMEOUT_MS).toBeLessThanOrEqual(10_000);
  });
});

describe("asksForCertificate", () => {
  const cases = [
    { version: "TLSv1.2", asks: true },
    { version: "TLSv1.2", asks: false },
    { version: "TLSv1.3", asks: true },
    { version: "TLSv1.3", asks: false },
  ] as const;

  it.for(cases)("$version, $asks", async ({ version, asks }, { expect }) => {
    const url = await serve(pair, () => {}, {
      minVersion: version,
      maxVersion: version,
      requestCert: asks,
      rejectUnauthorized: false,
    });
    expect(await asksForCertificate(url)).toBe(asks);
  });

  it("sees that one is demanded, too", async ({ expect }) => {
    const url = await serve(pair, () => {}, {
      requestCert: true,
      rejectUnauthorized: true,
      ca: authority.certificate,
    });
    expect(await asksForCertificate(url)).toBe(true);
  });

  it("does not guess", async ({ expect }) => {
    expect(await asksForCertificate(await serveRaw("220 hello\r\n"))).toBeUndefined();
    expect(await asksForCertificate(new URL("https://127.0.0.1:1"))).toBeUndefined();
  });
});
