import { describe, expect, it } from "vitest";
import { type NtfySettings, ntfyConfig } from "../../../../src/receiver/ntfy/config.ts";
import { renderNtfy } from "../../../../src/receiver/ntfy/render.ts";
import { NTFY_MAX_SUBREQUESTS, sendNtfy } from "../../../../src/receiver/ntfy/send.ts";
import { alert, context, notification } from "../samples.ts";
import { json, plain, startProvider, testWorld } from "../server.ts";

const world = testWorld({ NTFY_TOPIC: "a-secret-topic\n", NTFY_TOKEN: "tk_x", NTFY_PASSWORD: "pässword" });
const published = json(200, { id: "Xk3", event: "message", topic: "alerts" });
const message = renderNtfy(notification([alert()]), {}, context);

/** As the edge file makes them. */
function settings(raw: object): NtfySettings {
  const { settings, issues } = ntfyConfig.resolve(raw, {});
  expect(issues).toEqual([]);
  return settings as NtfySettings; // Its own kind resolved them.
}

describe("sendNtfy", () => {
  it("publishes to the server's root, with the topic in the body", async () => {
    const ntfy = await startProvider(published);
    const outcome = await sendNtfy(message, settings({ topic: "alerts", url: ntfy.url }), undefined, world);
    expect(outcome).toEqual({ ok: true, status: "200", answer: expect.stringContaining("Xk3") });
    expect(ntfy.received).toMatchObject([
      { method: "POST", path: "/", headers: { "content-type": "application/json" } },
    ]);
    expect(ntfy.received[0]?.json).toEqual({ topic: "alerts", ...message });
    expect(ntfy.received).toHaveLength(NTFY_MAX_SUBREQUESTS);
  });

  const logins = [
    { raw: {}, authorization: undefined },
    { raw: { token_file: "ntfy_token" }, authorization: "Bearer tk_x" },
    {
      raw: { username: "edge", password_file: "ntfy_password" },
      authorization: `Basic ${Buffer.from("edge:pässword").toString("base64")}`,
    },
  ];
  it.for(logins)("logs in by $raw as $authorization", async ({ raw, authorization }) => {
    const ntfy = await startProvider(published);
    const outcome = await sendNtfy(
      message,
      settings({ topic_file: "ntfy_topic", url: `${ntfy.url}/base/`, ...raw }),
      undefined,
      world,
    );
    expect(outcome.ok).toBe(true);
    expect(ntfy.received[0]?.headers["authorization"]).toBe(authorization);
    expect(ntfy.received[0]).toMatchObject({ path: "/base/", json: { topic: "a-secret-topic" } });
  });

  const answers = [
    {
      name: "a quota that is used up",
      answer: json(429, { code: 42908, http: 429, error: "limit reached: daily message quota reached" }),
      want: {
        recoverable: true,
        reason: "rate_limited",
        answer: expect.stringContaining("daily message quota"),
      },
    },
    {
      name: "a topic that it may not write",
      answer: json(403, { code: 40301, http: 403, error: "forbidden" }),
      want: { recoverable: false, reason: "auth_error" },
    },
    {
      name: "a body that is too large",
      answer: json(413, { code: 41303, http: 413, error: "JSON body too large" }),
      want: { recoverable: false, reason: "client_error" },
    },
    {
      name: "a server that is down",
      answer: plain(502, ""),
      want: { recoverable: true, reason: "server_error" },
    },
  ];
  it.for(answers)("judges $name", async ({ answer, want }) => {
    const ntfy = await startProvider(answer);
    expect(await sendNtfy(message, settings({ topic: "a", url: ntfy.url }), undefined, world)).toMatchObject({
      ok: false,
      ...want,
    });
  });

  const broken = [
    { raw: { topic_file: "unset" }, reason: "missing_secret", answer: "The secret UNSET is not set" },
    {
      raw: { topic: "a", token_file: "unset" },
      reason: "missing_secret",
      answer: "The secret UNSET is not set",
    },
    { raw: { topic: "a", url: "http://127.0.0.1:9" }, reason: "network", answer: expect.any(String) },
  ];
  it.for(broken)("fails with $reason for $raw, and never throws", async ({ raw, reason, answer }) => {
    expect(await sendNtfy(message, settings(raw), undefined, world)).toMatchObject({
      ok: false,
      reason,
      answer,
    });
  });
});
