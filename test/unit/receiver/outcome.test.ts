import { describe, expect, it } from "vitest";
import { failure, MAX_RETRY_AFTER_MS, missingSecret, outcomeOf } from "../../../src/receiver/outcome.ts";

const now = Date.parse("2026-11-22T02:00:00Z");

function answer(status: number, headers: Record<string, string> = {}, body = "b") {
  return { status, headers: new Headers(headers), body, receivedAt: now };
}

describe("outcomeOf", () => {
  it.for([200, 201, 202, 204, 299])("takes %d for a delivery", (status) => {
    expect(outcomeOf(answer(status))).toEqual({ ok: true, status: String(status), answer: "b" });
  });

  const failures = [
    [301, "client_error", false],
    [302, "client_error", false],
    [307, "client_error", false],
    [400, "client_error", false],
    [401, "auth_error", false],
    [403, "auth_error", false],
    [404, "client_error", false],
    [408, "timeout", true],
    [410, "client_error", false],
    [413, "client_error", false],
    [429, "rate_limited", true],
    [500, "server_error", true],
    [502, "server_error", true],
    [503, "server_error", true],
    [599, "server_error", true],
  ] as const;

  it.for(failures)("takes %d for %s, to be tried again: %s", ([status, reason, recoverable]) => {
    expect(outcomeOf(answer(status))).toEqual({
      ok: false,
      recoverable,
      reason,
      status: String(status),
      answer: "b",
    });
  });
});

describe("outcomeOf honours the provider's wish", () => {
  const cases = [
    { name: "in seconds", headers: { "Retry-After": "30" }, body: "", want: 30_000 },
    { name: "in parts of a second", headers: { "Retry-After": "0.376" }, body: "", want: 376 },
    {
      name: "as a date",
      headers: { "Retry-After": "Sun, 22 Nov 2026 02:01:30 GMT" },
      body: "",
      want: 90_000,
    },
    {
      name: "as a date gone by",
      headers: { "Retry-After": "Sun, 22 Nov 2026 01:00:00 GMT" },
      body: "",
      want: 0,
    },
    { name: "in the body", headers: {}, body: '{"retry_after": 1.2341}', want: 1_235 },
    { name: "the longer of two", headers: { "Retry-After": "2" }, body: '{"retry_after": 1.2}', want: 2_000 },
    { name: "up to an hour", headers: { "Retry-After": "99999999" }, body: "", want: MAX_RETRY_AFTER_MS },
    {
      name: "not where it is nonsense",
      headers: { "Retry-After": "soon" },
      body: '{"retry_after":"x"}',
      want: undefined,
    },
    { name: "not where it is negative", headers: {}, body: '{"retry_after":-1}', want: undefined },
    { name: "not where the body is a list", headers: {}, body: "[1]", want: undefined },
  ];

  it.for(cases)("$name", ({ headers, body, want }) => {
    const outcome = outcomeOf(answer(429, headers as Record<string, string>, body));
    expect(outcome.ok ? "delivered" : outcome.retryAfterMs).toBe(want);
  });

  it("also of a 503, and not of a failure that is final", () => {
    expect(outcomeOf(answer(503, { "Retry-After": "7" }))).toMatchObject({ retryAfterMs: 7_000 });
    expect(outcomeOf(answer(400, { "Retry-After": "7" }))).not.toHaveProperty("retryAfterMs");
  });
});

it("failure stands without a status where no answer came", () => {
  expect(failure("network", true, { answer: "refused" })).toEqual({
    ok: false,
    recoverable: true,
    reason: "network",
    status: "-",
    answer: "refused",
  });
});

it("missingSecret waits for the operator, and names what to set", () => {
  expect(missingSecret("SLACK_API_URL")).toMatchObject({
    reason: "missing_secret",
    recoverable: true,
    answer: "The secret SLACK_API_URL is not set",
  });
});
