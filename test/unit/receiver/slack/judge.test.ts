import { describe, expect, it } from "vitest";
import {
  AUTH_ERRORS,
  judgeSlack,
  slackErrorOf,
  TEMPORARY_ERRORS,
} from "../../../../src/receiver/slack/judge.ts";

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  return { status, body, headers: new Headers(headers), receivedAt: 0 };
}

describe("judgeSlack", () => {
  it.for(["ok", "ok\n", '{"ok":true,"ts":"1.2","channel":"C1"}'])("takes %j for a delivery", (body) => {
    expect(judgeSlack(answer(200, body))).toEqual({ ok: true, status: "200", answer: body });
  });

  const refusals = [
    { body: '{"ok":false,"error":"channel_not_found"}', reason: "client_error", recoverable: false },
    { body: '{"ok":false,"error":"msg_blocks_too_long"}', reason: "client_error", recoverable: false },
    { body: '{"ok":false}', reason: "client_error", recoverable: false },
    { body: "no_channel", reason: "client_error", recoverable: false },
    { body: "<html>Sign in</html>", reason: "client_error", recoverable: false },
    { body: "", reason: "server_error", recoverable: true },
    { body: '{"ok":tr', reason: "server_error", recoverable: true },
  ];
  it.for(refusals)("takes a 200 with $body for $reason", ({ body, reason, recoverable }) => {
    expect(judgeSlack(answer(200, body))).toEqual({
      ok: false,
      recoverable,
      reason,
      status: "200",
      answer: body,
    });
  });

  it.for([...TEMPORARY_ERRORS])("tries again after %s, which is %s", ([error, reason]) => {
    const outcome = judgeSlack(answer(200, JSON.stringify({ ok: false, error })));
    expect(outcome).toMatchObject({ ok: false, recoverable: true, reason });
  });

  it.for([...AUTH_ERRORS])("ends with auth_error after %s", (error) => {
    const outcome = judgeSlack(answer(200, JSON.stringify({ ok: false, error })));
    expect(outcome).toMatchObject({ ok: false, recoverable: false, reason: "auth_error" });
  });

  it("waits as long as a rate limit asks, in either form", () => {
    const body = '{"ok":false,"error":"ratelimited"}';
    expect(judgeSlack(answer(200, body, { "Retry-After": "30" }))).toMatchObject({ retryAfterMs: 30_000 });
    expect(judgeSlack(answer(429, body, { "Retry-After": "31" }))).toMatchObject({ retryAfterMs: 31_000 });
  });

  it("goes by the status where it is an error", () => {
    expect(judgeSlack(answer(404, "no_service"))).toMatchObject({
      reason: "client_error",
      recoverable: false,
    });
    expect(judgeSlack(answer(403, "action_prohibited"))).toMatchObject({
      reason: "auth_error",
      recoverable: false,
    });
    expect(judgeSlack(answer(500, "rollup_error"))).toMatchObject({
      reason: "server_error",
      recoverable: true,
    });
  });
});

it("slackErrorOf reads the code of a refusal alone", () => {
  expect(slackErrorOf(judgeSlack(answer(200, '{"ok":false,"error":"x"}')))).toBe("x");
  expect(slackErrorOf(judgeSlack(answer(200, '{"ok":false,"error":1}')))).toBeUndefined();
  expect(slackErrorOf(judgeSlack(answer(200, "ok")))).toBeUndefined();
});
