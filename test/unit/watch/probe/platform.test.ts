import { describe, it } from "vitest";
import {
  fetchFailure,
  isUnexplained,
  MAX_ERROR_PAGE_BYTES,
  mayBePlatform,
  platformFailure,
  socketFailure,
} from "../../../../src/watch/probe/platform.ts";
import { runProbe } from "../../../../src/watch/probe/run.ts";
import { httpModule } from "./modules.ts";
import { probe, testWorld } from "./world.ts";

const cloudflare = { server: "cloudflare" };

describe("platformFailure", () => {
  const answers = [
    [403, {}, "error code: 1003", "unknown", "Cloudflare refused or failed to ask (1003)"],
    [403, cloudflare, "error code: 1020", "unknown", "Cloudflare refused or failed to ask (1020)"],
    [429, cloudflare, "error code: 1015", "unknown", "Cloudflare refused or failed to ask (1015)"],
    [530, {}, "error code: 1016", "unknown", "Cloudflare refused or failed to ask (1016)"],
    [
      530,
      {},
      '<span class="cf-error-code">1016</span>',
      "unknown",
      "Cloudflare refused or failed to ask (1016)",
    ],
    [520, {}, "error code: 520", "unknown", "Cloudflare refused or failed to ask (520)"],
    [520, cloudflare, "<html>", "unknown", "Cloudflare refused or failed to ask (520)"],
    [527, cloudflare, "", "unknown", "Cloudflare refused or failed to ask (527)"],
    [530, cloudflare, "", "unknown", "Cloudflare refused or failed to ask (530)"],
    [
      521,
      {},
      "error code: 521",
      "down",
      "Cloudflare says of the target that the connection was refused (521)",
    ],
    [522, cloudflare, "", "down", "Cloudflare says of the target that the connection timed out (522)"],
    [523, {}, "error code: 523", "down", "Cloudflare says of the target that there is no route to it (523)"],
    [524, cloudflare, "", "down", "Cloudflare says of the target that it did not answer in time (524)"],
    [525, cloudflare, "", "down", "Cloudflare says of the target that the TLS handshake failed (525)"],
    [
      526,
      {},
      "error code: 526",
      "down",
      "Cloudflare says of the target that its certificate is not valid (526)",
    ],
    [530, cloudflare, "error code: 1033", "down", "Cloudflare says that the target failed (1033)"],
  ] as const;
  it.for(answers)("%s %j %j: %s", ([status, headers, body, state, message], { expect }) => {
    expect(mayBePlatform(status)).toBe(true);
    expect(platformFailure(status, new Headers(headers), body)).toMatchObject({ state, message });
  });

  const own = [
    [403, {}, "Forbidden"],
    [403, cloudflare, "Forbidden"],
    [429, cloudflare, ""],
    [520, {}, "our own idea of a status"],
    [522, { server: "nginx" }, ""],
    [403, {}, "see the error code: 1003"],
  ] as const;
  it.for(own)("%s %j %j is the target's own answer", ([status, headers, body], { expect }) => {
    expect(platformFailure(status, new Headers(headers), body)).toBeUndefined();
  });

  it.for([200, 302, 404, 500, 502, 503])("%s is never the platform's", (status, { expect }) => {
    expect(mayBePlatform(status)).toBe(false);
  });

  it("a platform's answer makes a probe unknown, unless the module waits for its status", async ({
    expect,
  }) => {
    const fetch = async () => new Response("error code: 1003", { status: 403 });
    const target = "https://a.example/";
    const result = await runProbe(probe(httpModule(), target), "weur", testWorld({ fetch }));
    expect(result).toMatchObject({ state: "unknown", reason: "Cloudflare refused or failed to ask (1003)" });
    const waiting = probe(httpModule({ validStatusCodes: [403] }), target);
    expect((await runProbe(waiting, "weur", testWorld({ fetch }))).state).toBe("up");
  });

  it("looks for the code at the start of a page alone", async ({ expect }) => {
    const page = `${" ".repeat(MAX_ERROR_PAGE_BYTES)}<span class="cf-error-code">1016</span>`;
    const fetch = async () => new Response(page, { status: 530 });
    const result = await runProbe(probe(httpModule(), "https://a.example/"), "weur", testWorld({ fetch }));
    expect(result).toMatchObject({ state: "down", reason: "Status 530, expected 200 to 299" });
  });
});

describe("fetchFailure", () => {
  const refused = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
  const errors = [
    [new Error("Network connection lost."), "down"],
    [refused, "down"],
    [new Error("internal error; reference = abc"), "unknown"],
    [new TypeError("Fetch API cannot load: ftp://x/"), "unknown"],
    [new Error("Too many subrequests."), "unknown"],
    [new Error("Worker exceeded its memory limit"), "unknown"],
  ] as const;
  it.for(errors)("%s: %s", ([error, state], { expect }) => {
    const failure = fetchFailure(error, "https://a.example/");
    expect(failure.state).toBe(state);
    expect(failure.message).toMatch(/^Cannot fetch https:\/\/a\.example\/: /);
  });

  it("keeps the reason that Node hides in the cause", ({ expect }) => {
    expect(fetchFailure(refused, "x").message).toContain("connect ECONNREFUSED 127.0.0.1:1");
  });

  it("isUnexplained knows workerd's word", ({ expect }) => {
    expect(isUnexplained(new Error("internal error; reference = abc"))).toBe(true);
    expect(isUnexplained(new Error("Network connection lost."))).toBe(false);
  });
});

describe("socketFailure", () => {
  const refused = new Error("proxy request failed, cannot connect to the specified address");
  const cases = [
    ["a refused port", refused, 443, ["8.8.8.8"], "down"],
    ["a host behind Cloudflare's proxy", refused, 443, ["104.16.1.1"], "unknown"],
    ["one of its IPv6 addresses", refused, 443, ["8.8.8.8", "2606:4700::1"], "unknown"],
    ["the port of mail from a Worker", refused, 25, ["8.8.8.8"], "unknown"],
    ["the port of mail on the local edge", refused, 25, undefined, "down"],
    ["an address that nobody looked up", refused, 443, undefined, "down"],
    ["a reset", new Error("connect ECONNRESET"), 443, ["104.16.1.1"], "down"],
    ["workerd itself", new Error("internal error; reference = x"), 443, ["8.8.8.8"], "unknown"],
  ] as const;
  it.for(cases)("%s", ([, error, port, addresses, state], { expect }) => {
    const failure = socketFailure(error, `a.example:${port}`, port, addresses);
    expect(failure.state).toBe(state);
    expect(failure.message).toContain(`Cannot connect to a.example:${port}: ${error.message}`);
  });
});
