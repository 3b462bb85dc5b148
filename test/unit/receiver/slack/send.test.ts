import { describe, expect, it } from "vitest";
import { renderSlack } from "../../../../src/receiver/slack/render.ts";
import { SLACK_MAX_SUBREQUESTS, sendSlack, UNEDITABLE } from "../../../../src/receiver/slack/send.ts";
import type { SlackSettings } from "../../../../src/receiver/slack/settings.ts";
import { alert, context, notification, resolved } from "../samples.ts";
import { json, plain, startProvider, testWorld } from "../server.ts";

const http = { headers: [], followRedirects: true };
const env = { TOKEN: "xoxb-1\n", HOOK: "" };
const world = testWorld(env);

function hook(url: string, more: Partial<SlackSettings> = {}): SlackSettings {
  return { access: { kind: "url", url: { value: url } }, http, update: true, ...more };
}

function bot(base: string, more: Partial<SlackSettings> = {}): SlackSettings {
  const access = { kind: "app", url: `${base}/api/chat.postMessage`, token: { env: "TOKEN" } } as const;
  return { access, http, update: true, channel: "#alerts", ...more };
}

const firing = renderSlack(notification([alert()]), hook(""), context);
const over = renderSlack(notification([resolved()]), hook(""), context);
const posted = json(200, { ok: true, ts: "17.1", channel: "C1" });
const state = { ts: "17.1", channel: "C1", status: "firing", target: "#alerts" };

describe("sendSlack to an incoming webhook", () => {
  it("posts the message with the names that the file gives, and keeps no state", async () => {
    const slack = await startProvider(plain(200, "ok"));
    const settings = hook(`${slack.url}/services/x`, {
      channel: "#a",
      username: "Bot",
      iconEmoji: ":fire:",
      iconUrl: "https://i",
    });
    expect(await sendSlack(firing, settings, undefined, world)).toEqual({
      ok: true,
      status: "200",
      answer: "ok",
    });
    const { status, rings, ...body } = firing;
    expect(slack.received).toMatchObject([
      { method: "POST", path: "/services/x", headers: { "content-type": "application/json; charset=utf-8" } },
    ]);
    expect(slack.received[0]?.json).toEqual({
      ...body,
      channel: "#a",
      username: "Bot",
      icon_emoji: ":fire:",
      icon_url: "https://i",
      link_names: false,
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("never edits, also when it is handed a state", async () => {
    const slack = await startProvider(plain(200, "ok"));
    await sendSlack(firing, hook(slack.url, { channel: "#alerts" }), state, world);
    expect(slack.received.map(({ path }) => path)).toEqual(["/"]);
  });

  it("takes the URL from a secret", async () => {
    const slack = await startProvider(plain(200, "ok"));
    const settings = { ...hook(""), access: { kind: "url", url: { env: "URL" } } } as const;
    expect(
      await sendSlack(firing, settings, undefined, testWorld({ URL: `${slack.url}/s\n` })),
    ).toMatchObject({ ok: true });
    expect(slack.received[0]?.path).toBe("/s");
  });

  it("fails with the name of a secret that is not set", async () => {
    const settings = { ...hook(""), access: { kind: "url", url: { env: "HOOK" } } } as const;
    expect(await sendSlack(firing, settings, undefined, world)).toMatchObject({
      ok: false,
      reason: "missing_secret",
      answer: "The secret HOOK is not set",
    });
  });

  it("fails for good, without a throw, when the secret is no URL", async () => {
    const settings = { ...hook(""), access: { kind: "url", url: { env: "URL" } } } as const;
    const odd = testWorld({ URL: "hooks/chat.postMessage" });
    expect(await sendSlack(firing, settings, undefined, odd)).toMatchObject({
      ok: false,
      recoverable: false,
      reason: "client_error",
    });
  });

  it("sends the headers of http_config", async () => {
    const slack = await startProvider(plain(200, "ok"));
    const settings = hook(slack.url, {
      http: { ...http, headers: [{ name: "X-A", values: ["1"], secrets: [] }] },
    });
    await sendSlack(firing, settings, undefined, world);
    expect(slack.received[0]?.headers["x-a"]).toBe("1");
  });
});

describe("sendSlack with a bot token", () => {
  it("posts a repeat anew, because an edit rings no phone, and edits that one from then on", async () => {
    const slack = await startProvider(json(200, { ok: true, ts: "18.2", channel: "C1" }));
    const again = { ...notification([alert()]), reason: "repeat interval elapsed" } as const;
    const repeat = renderSlack(again, hook(""), context);
    expect(await sendSlack(repeat, bot(slack.url), state, world)).toMatchObject({
      state: { ...state, ts: "18.2" },
    });
    expect(slack.received.map(({ path }) => path)).toEqual(["/api/chat.postMessage"]);
  });

  it("posts with the token, and remembers the message", async () => {
    const slack = await startProvider(posted);
    const outcome = await sendSlack(firing, bot(slack.url), undefined, world);
    expect(outcome).toMatchObject({ ok: true, state });
    expect(slack.received).toMatchObject([
      {
        path: "/api/chat.postMessage",
        headers: { authorization: "Bearer xoxb-1" },
        json: { channel: "#alerts", text: firing.text },
      },
    ]);
  });

  it("edits the same message, where it was posted, and remembers what it says now", async () => {
    const slack = await startProvider(posted);
    const outcome = await sendSlack(over, bot(slack.url, { username: "Bot" }), state, world);
    expect(outcome).toMatchObject({ ok: true, state: { ...state, status: "resolved" } });
    const { status, rings, ...body } = over;
    expect(slack.received).toMatchObject([
      { path: "/api/chat.update", headers: { authorization: "Bearer xoxb-1" } },
    ]);
    expect(slack.received[0]?.json).toEqual({ ...body, channel: "C1", ts: "17.1", link_names: false });
  });

  const anew = [
    { name: "the last one told of the end", previous: { ...state, status: "resolved" }, more: {} },
    { name: "the channel was changed", previous: { ...state, target: "#old" }, more: {} },
    { name: "update_message is false", previous: state, more: { update: false } },
    { name: "the state is of another kind", previous: { id: "1" }, more: {} },
  ];
  it.for(anew)("posts a new message when $name", async ({ previous, more }) => {
    const slack = await startProvider(posted);
    await sendSlack(firing, bot(slack.url, more), previous as Record<string, string>, world);
    expect(slack.received.map(({ path }) => path)).toEqual(["/api/chat.postMessage"]);
  });

  it.for([...UNEDITABLE])("posts a new message when the edit says %s", async (error) => {
    const slack = await startProvider(
      json(200, { ok: false, error }),
      json(200, { ok: true, ts: "18.2", channel: "C2" }),
    );
    const outcome = await sendSlack(over, bot(slack.url), state, world);
    expect(outcome).toMatchObject({ ok: true, state: { ts: "18.2", channel: "C2", status: "resolved" } });
    expect(slack.received.map(({ path }) => path)).toEqual(["/api/chat.update", "/api/chat.postMessage"]);
    expect(slack.received).toHaveLength(SLACK_MAX_SUBREQUESTS);
  });

  it("does not post after an edit that fails for another reason: it is tried again as an edit", async () => {
    const slack = await startProvider(json(200, { ok: false, error: "ratelimited" }, { "Retry-After": "3" }));
    expect(await sendSlack(over, bot(slack.url), state, world)).toMatchObject({
      ok: false,
      recoverable: true,
      retryAfterMs: 3_000,
    });
    expect(slack.received).toHaveLength(1);
  });

  it("is the same by an api_url of the Web API and an authorization", async () => {
    const slack = await startProvider(posted);
    const authorization = { type: "Bearer", credentials: { env: "TOKEN" } };
    const settings = hook(`${slack.url}/api/chat.postMessage`, {
      http: { ...http, authorization },
      channel: "#alerts",
    });
    const first = await sendSlack(firing, settings, undefined, world);
    await sendSlack(over, settings, first.ok ? first.state : undefined, world);
    expect(slack.received).toMatchObject([
      { path: "/api/chat.postMessage", headers: { authorization: "Bearer xoxb-1" } },
      { path: "/api/chat.update", headers: { authorization: "Bearer xoxb-1" } },
    ]);
  });

  it("is a failure when a 200 says so", async () => {
    const slack = await startProvider(json(200, { ok: false, error: "invalid_auth" }));
    expect(await sendSlack(firing, bot(slack.url), undefined, world)).toMatchObject({
      ok: false,
      recoverable: false,
      reason: "auth_error",
      answer: '{"ok":false,"error":"invalid_auth"}',
    });
  });

  it("is a network failure, and no throw, when nobody listens", async () => {
    expect(await sendSlack(firing, bot("http://127.0.0.1:9"), undefined, world)).toMatchObject({
      reason: "network",
      recoverable: true,
    });
  });
});
