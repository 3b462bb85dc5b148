import { describe, it } from "vitest";
import { judgeAdmission, judgeStranger } from "../../../../src/cli/doctor/judge-gate.ts";
import { answer, blocked, cloudflare, failed, forbidden, noHeartbeat, noPage } from "./replies.ts";

describe("judgeStranger", () => {
  const cases = [
    { reply: answer(403, forbidden), state: "ok", says: /by Farwatch/, todo: undefined },
    { reply: cloudflare(403, forbidden), state: "ok", says: /by Farwatch/, todo: /WAF rule/ },
    { reply: cloudflare(403, blocked), state: "ok", says: /by Cloudflare/, todo: undefined },
    { reply: cloudflare(403, "error code: 1020"), state: "ok", says: /by Cloudflare/, todo: undefined },
    { reply: answer(400, "No required SSL certificate was sent"), state: "ok", says: /400/, todo: undefined },
    { reply: failed("ECONNRESET"), state: "ok", says: /ECONNRESET/, todo: undefined },
    { reply: answer(200, "# TYPE"), state: "wrong", says: /is served without/, todo: /URL/ },
    {
      reply: cloudflare(530, "error code: 1016"),
      state: "wrong",
      says: /1016: an origin's name/,
      todo: /custom_domain/,
    },
    { reply: answer(503, "not ready\n"), state: "unknown", says: /503: not ready/, todo: undefined },
  ];

  it.for(cases)("$reply.status $reply.body is $state", ({ reply, state, says, todo }, { expect }) => {
    const check = judgeStranger(reply);
    expect([check.state, check.says]).toEqual([state, expect.stringMatching(says)]);
    if (todo === undefined) expect(check.todo).toBeUndefined();
    else expect(check.todo).toMatch(todo);
  });
});

describe("judgeAdmission", () => {
  const words = { who: "the certificate", todo: "pin it" };
  const denied = answer(403, forbidden);
  const metrics = answer(200, "# TYPE farwatch_groups gauge");
  const heartbeat = answer(404, noHeartbeat);
  const nowhere = answer(404, noPage);
  const cases = [
    {
      name: "may do both",
      asked: { metrics, heartbeat, nowhere },
      state: "ok",
      says: "the certificate may send alerts and pings, and read /metrics",
    },
    {
      name: "may ingest",
      asked: { metrics: denied, heartbeat, nowhere },
      state: "ok",
      says: "the certificate may send alerts and pings",
    },
    {
      name: "may scrape",
      asked: { metrics, heartbeat: denied, nowhere },
      state: "ok",
      says: "the certificate may read /metrics",
    },
    {
      name: "has no role",
      asked: { metrics: denied, heartbeat: denied, nowhere },
      state: "wrong",
      says: "the certificate is known and may do nothing here",
    },
    {
      name: "is not pinned",
      asked: { metrics: denied, heartbeat: denied, nowhere: denied },
      state: "wrong",
      says: "the certificate is not let in",
      todo: "pin it",
    },
    {
      name: "calls the people's host",
      asked: { metrics: nowhere, heartbeat: nowhere, nowhere },
      state: "wrong",
      says: "the certificate is known and may do nothing here",
    },
    {
      name: "is stopped by the WAF",
      asked: { metrics: cloudflare(403, blocked), heartbeat, nowhere },
      state: "wrong",
      says: "Cloudflare denies the certificate: it did not verify it",
    },
    {
      name: "meets no Worker",
      asked: { metrics: cloudflare(526), heartbeat, nowhere },
      state: "wrong",
      says: "Cloudflare answers 526: an origin's certificate is invalid: no Worker stands behind this name",
    },
    {
      name: "meets a Worker that fails",
      asked: { metrics: denied, heartbeat: answer(503, "x"), nowhere: answer(500, "x") },
      state: "unknown",
      says: "answered with 403 and 503",
    },
    {
      name: "meets a router that does not answer",
      asked: { metrics: answer(503, "x"), heartbeat: answer(503, "x"), nowhere },
      state: "unknown",
      says: "answered with 503 and 503",
    },
    {
      name: "meets something else",
      asked: { metrics: denied, heartbeat: denied, nowhere: answer(302) },
      state: "unknown",
      says: "answered with 403, 403, 302",
    },
    {
      name: "gets no answer",
      asked: { metrics, heartbeat: failed("TIMEOUT", "no answer within 10 s"), nowhere },
      state: "unknown",
      says: "no answer within 10 s",
    },
  ];

  it.for(cases)("a caller that $name", ({ asked, state, says, todo }, { expect }) => {
    const check = judgeAdmission(asked, words);
    expect([check.name, check.state, check.says]).toEqual(["admitted", state, says]);
    if (todo !== undefined) expect(check.todo).toBe(todo);
  });
});
