import { describe, expect, it } from "vitest";
import { MAX_RETRY_AFTER_MS } from "../../../../src/receiver/outcome.ts";
import { isUneditable, judgeTelegram, movedTo } from "../../../../src/receiver/telegram/judge.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: typeof body === "string" ? body : JSON.stringify(body),
  receivedAt: 0,
});
const refusal = (error_code: number, description: string, parameters?: object) =>
  answer(error_code, {
    ok: false,
    error_code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  });

describe("judgeTelegram", () => {
  const cases = [
    { name: "a message", given: answer(200, { ok: true, result: {} }), want: { ok: true } },
    {
      name: "an edit that changes nothing",
      given: refusal(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
      ),
      want: { ok: true },
    },
    {
      name: "too many requests",
      given: refusal(429, "Too Many Requests: retry after 35", { retry_after: 35 }),
      want: { ok: false, recoverable: true, reason: "rate_limited", retryAfterMs: 35_000 },
    },
    {
      name: "the longer of two wishes",
      given: answer(429, { ok: false, parameters: { retry_after: 5 } }, { "Retry-After": "9" }),
      want: { retryAfterMs: 9_000 },
    },
    {
      name: "a wish that is too long",
      given: refusal(429, "Too Many Requests", { retry_after: 1e9 }),
      want: { retryAfterMs: MAX_RETRY_AFTER_MS },
    },
    {
      name: "a token that is none",
      given: refusal(401, "Unauthorized"),
      want: { ok: false, recoverable: false, reason: "auth_error" },
    },
    {
      name: "a bot that was thrown out",
      given: refusal(403, "Forbidden: bot was kicked from the group chat"),
      want: { ok: false, recoverable: false, reason: "auth_error" },
    },
    {
      name: "a chat that is none",
      given: refusal(400, "Bad Request: chat not found"),
      want: { ok: false, recoverable: false, reason: "client_error" },
    },
    {
      name: "a body that broke off",
      given: answer(200, '{"ok":tr'),
      want: { ok: false, recoverable: true, reason: "server_error" },
    },
    { name: "a portal's page", given: answer(200, "<html>"), want: { ok: false, recoverable: true } },
    { name: "a gateway's error", given: answer(502, "<html>"), want: { ok: false, recoverable: true } },
  ];

  it.for(cases)("$name", ({ given, want }) => {
    expect(judgeTelegram(given)).toMatchObject(want);
  });
});

it.for([
  ["Bad Request: message to edit not found", true],
  ["Bad Request: message can't be edited", true],
  ["Bad Request: MESSAGE_ID_INVALID", true],
  ["Bad Request: chat not found", false],
] as const)("after %s a new message can be posted: %s", ([description, want]) => {
  expect(isUneditable(judgeTelegram(refusal(400, description)))).toBe(want);
});

it.for([
  [{ migrate_to_chat_id: -1001557912345 }, "-1001557912345"],
  [{ migrate_to_chat_id: "x" }, undefined],
  [undefined, undefined],
] as const)("with the parameters %j the group has moved to %s", ([parameters, want]) => {
  const outcome = judgeTelegram(
    refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters),
  );
  expect(movedTo(outcome)).toBe(want);
  expect(movedTo(undefined)).toBeUndefined();
});
