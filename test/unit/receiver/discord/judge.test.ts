import { describe, expect, it } from "vitest";
import { BAN_RETRY_AFTER_MS, judgeDiscord } from "../../../../src/receiver/discord/judge.ts";
import { MAX_RETRY_AFTER_MS } from "../../../../src/receiver/outcome.ts";

function wait(headers: Record<string, string>, body: string): number | undefined {
  const outcome = judgeDiscord({ status: 429, headers: new Headers(headers), body, receivedAt: 0 });
  expect(outcome).toMatchObject({
    ok: false,
    recoverable: true,
    reason: "rate_limited",
    status: "429",
    answer: body,
  });
  return outcome.ok ? undefined : outcome.retryAfterMs;
}

const bucket = { "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0" };
const blocked = '{"code":0,"message":"You are being blocked from accessing our API temporarily"}';
const page = "<!DOCTYPE html><title>Access denied</title> error code: 1015";

describe("a 429 of Discord", () => {
  const cases = [
    {
      name: "waits as its body says",
      headers: bucket,
      body: '{"retry_after":0.376,"global":false}',
      want: 376,
    },
    { name: "waits as its header says", headers: { ...bucket, "Retry-After": "3" }, body: "", want: 3_000 },
    {
      name: "waits as the body says, also without other headers",
      headers: {},
      body: '{"retry_after":2}',
      want: 2_000,
    },
    {
      name: "leaves the wait to us where it names a bucket alone",
      headers: bucket,
      body: "",
      want: undefined,
    },
    { name: "is a ban without any word of limits", headers: {}, body: blocked, want: BAN_RETRY_AFTER_MS },
    { name: "is a ban with an empty body", headers: {}, body: "", want: BAN_RETRY_AFTER_MS },
    {
      name: "is a ban with Cloudflare's page",
      headers: { "Retry-After": "5" },
      body: page,
      want: BAN_RETRY_AFTER_MS,
    },
    {
      name: "is a ban for longer where the page says so",
      headers: { "Retry-After": "900" },
      body: page,
      want: 900_000,
    },
    {
      name: "is no longer than any wait",
      headers: { "Retry-After": "90000" },
      body: page,
      want: MAX_RETRY_AFTER_MS,
    },
  ];

  it.for(cases)("$name", ({ headers, body, want }) =>
    expect(wait(headers as Record<string, string>, body)).toBe(want),
  );
});

it("judgeDiscord takes other answers by their status", () => {
  const answer = (status: number) =>
    judgeDiscord({ status, headers: new Headers(), body: "", receivedAt: 0 });
  expect(answer(204)).toMatchObject({ ok: true });
  expect(answer(404)).toMatchObject({ ok: false, reason: "client_error", recoverable: false });
  expect(answer(502)).toMatchObject({ ok: false, reason: "server_error", recoverable: true });
});
