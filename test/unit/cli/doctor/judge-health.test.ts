import { describe, it } from "vitest";
import { judgeClock, judgeHealthy, judgeReady } from "../../../../src/cli/doctor/judge-health.ts";
import { CLOCK_SKEW_WARNING_MS } from "../../../../src/router/intake.ts";
import { answer, blocked, cloudflare, failed } from "./replies.ts";

describe("judgeHealthy", () => {
  const cases = [
    { reply: answer(200, "OK\n"), state: "ok", todo: undefined },
    { reply: answer(200, "<html>"), state: "wrong", todo: /log/ },
    {
      reply: answer(503, "The worker does not answer; send it again.\n"),
      state: "wrong",
      todo: /the edge's log/,
    },
    {
      reply: answer(503, "not ready\nThe configuration does not load: ...\n"),
      state: "wrong",
      todo: /check/,
    },
    { reply: cloudflare(500, "error code: 1101"), state: "wrong", todo: /wrangler tail/ },
    { reply: cloudflare(403, blocked), state: "unknown", todo: /--cert/ },
    { reply: failed("ECONNRESET"), state: "wrong", todo: /./ },
  ];

  it.for(cases)("$reply.status $reply.body is $state", ({ reply, state, todo }, { expect }) => {
    const check = judgeHealthy(reply);
    expect(check.state).toBe(state);
    if (todo !== undefined) expect(check.todo).toMatch(todo);
  });
});

describe("judgeReady", () => {
  it("is content with OK", ({ expect }) => {
    expect(judgeReady(answer(200, "OK\n")).map(({ state }) => state)).toEqual(["ok"]);
  });

  it("makes a check of each reason, with what to do", ({ expect }) => {
    const body = [
      "not ready",
      "The secret SLACK_API_URL is not set.",
      "work is 130 s overdue",
      "2 critical alerts reached nobody within 5 min",
      "something new",
      "",
    ].join("\n");
    const checks = judgeReady(answer(503, body));
    expect(checks.map(({ state }) => state)).toEqual(["wrong", "wrong", "wrong", "wrong"]);
    expect(checks.map(({ says }) => says)).toEqual([
      "The secret SLACK_API_URL is not set",
      "work is 130 s overdue",
      "2 critical alerts reached nobody within 5 min",
      "something new",
    ]);
    expect(checks.map(({ todo }) => todo)).toEqual([
      expect.stringContaining("npx wrangler secret put SLACK_API_URL"),
      expect.stringContaining("cron"),
      expect.stringContaining("FarwatchDeliveryFailing"),
      expect.stringContaining("log"),
    ]);
  });

  const others = [
    { reply: answer(404, "no\n"), state: "wrong", says: /404: no/ },
    { reply: answer(503, "Bad gateway\n"), state: "wrong", says: /503: Bad gateway/ },
    { reply: cloudflare(403, blocked), state: "unknown", says: /without a certificate/ },
    { reply: cloudflare(522), state: "wrong", says: /522/ },
    { reply: failed("TIMEOUT", "no answer within 10 s"), state: "unknown", says: /no answer/ },
  ];

  it.for(others)("$reply.status $reply.body is $state", ({ reply, state, says }, { expect }) => {
    const checks = judgeReady(reply);
    expect(checks.map((check) => check.state)).toEqual([state]);
    expect(checks[0]?.says).toMatch(says);
  });
});

describe("judgeClock", () => {
  const at = Date.parse("2026-11-23T12:00:00Z");
  const dated = (skewMs: number) => ({
    ...answer(200, "", { date: new Date(at).toUTCString() }),
    // A date is of the second that began: half a second more is its best reading.
    sentAt: at + 500 - skewMs - 100,
    receivedAt: at + 500 - skewMs + 100,
  });
  const cases = [
    { skewMs: 0, state: "ok" },
    { skewMs: CLOCK_SKEW_WARNING_MS, state: "ok" },
    { skewMs: -CLOCK_SKEW_WARNING_MS, state: "ok" },
    { skewMs: CLOCK_SKEW_WARNING_MS + 1, state: "wrong" },
    { skewMs: -CLOCK_SKEW_WARNING_MS - 1, state: "wrong" },
  ];

  it.for(cases)("a skew of $skewMs ms is $state", ({ skewMs, state }, { expect }) => {
    expect(judgeClock(dated(skewMs)).state).toBe(state);
  });

  it("says who is ahead", ({ expect }) => {
    expect(judgeClock(dated(90_000)).says).toBe("is 90 s ahead of this machine's");
    expect(judgeClock(dated(-90_000)).says).toBe("is 90 s behind this machine's");
  });

  it("cannot tell without a date", ({ expect }) => {
    expect(judgeClock(answer(200)).state).toBe("unknown");
    expect(judgeClock(answer(200, "", { date: "soon" })).state).toBe("unknown");
    expect(judgeClock(failed("TIMEOUT")).state).toBe("unknown");
  });
});
