import { describe, it } from "vitest";
import { cloudflareFault, isCloudflare } from "../../../../src/cli/doctor/cloudflare.ts";
import { answer, blocked, cloudflare, forbidden } from "./replies.ts";

describe("cloudflareFault", () => {
  const cases = [
    { name: "a code in JSON", reply: cloudflare(403, '{"status":403,"error_code": 1020}'), code: 1020 },
    { name: "a code in plain text", reply: cloudflare(403, "error code: 1020"), code: 1020 },
    { name: "a code in a page", reply: cloudflare(530, "<h1>Error 1016</h1> Origin DNS error"), code: 1016 },
    { name: "a code behind another status", reply: cloudflare(500, "error code: 1101"), code: 1101 },
    { name: "the CPU limit", reply: cloudflare(503, '{"error_code":1102}'), code: 1102 },
    { name: "the daily limit", reply: cloudflare(429, "error code: 1027"), code: 1027 },
    { name: "a status that only Cloudflare has", reply: cloudflare(526, "<html>"), code: 526 },
    { name: "530 without a code", reply: cloudflare(530, ""), code: 530 },
    { name: "522", reply: cloudflare(522, "error code: 522"), code: 522 },
  ];

  it.for(cases)("finds $name", ({ reply, code }, { expect }) => {
    const fault = cloudflareFault(reply);
    expect(fault).toMatchObject({
      code,
      means: expect.stringMatching(/./),
      todo: expect.stringMatching(/./),
    });
  });

  const ours = [
    { name: "our own refusal", reply: cloudflare(403, forbidden) },
    { name: "our own unreadiness", reply: cloudflare(503, "not ready\nwork is 130 s overdue\n") },
    { name: "a block page without a number", reply: cloudflare(403, blocked) },
    { name: "a code that means nothing here", reply: cloudflare(409, "error code: 1001") },
    { name: "a good answer that speaks of an error code", reply: cloudflare(200, "error code: 1020") },
    { name: "the same from somebody else", reply: answer(403, "error code: 1020") },
  ];

  it.for(ours)("leaves $name alone", ({ reply }, { expect }) => {
    expect(cloudflareFault(reply)).toBeUndefined();
  });
});

it("isCloudflare knows either header", ({ expect }) => {
  expect(isCloudflare(answer(200, "", { server: "cloudflare" }))).toBe(true);
  expect(isCloudflare(answer(200, "", { "cf-ray": "1" }))).toBe(true);
  expect(isCloudflare(answer(200, "", { server: "nginx" }))).toBe(false);
});
