import { describe, expect, it } from "vitest";
import { renderDiscord } from "../../../../src/receiver/discord/render.ts";
import { DISCORD_MAX_SUBREQUESTS, sendDiscord } from "../../../../src/receiver/discord/send.ts";
import type { DiscordSettings } from "../../../../src/receiver/discord/settings.ts";
import { alert, context, notification, resolved } from "../samples.ts";
import { json, plain, startProvider, testWorld } from "../server.ts";

const world = testWorld({ HOOK: "not a url" });
const state = { id: "42", status: "firing" };

function hook(url: string, more: Partial<DiscordSettings> = {}): DiscordSettings {
  return { webhookUrl: { value: url }, http: { headers: [], followRedirects: true }, ...more };
}

const firing = renderDiscord(notification([alert()]), hook(""), context);
const over = renderDiscord(notification([resolved()]), hook(""), context);
const saved = json(200, { id: "42", content: "x" });

describe("sendDiscord", () => {
  it("posts the card, waits until it is saved, and remembers it", async () => {
    const discord = await startProvider(saved);
    const settings = hook(`${discord.url}/api/webhooks/1/x`, { username: "Edge", avatarUrl: "https://a" });
    expect(await sendDiscord(firing, settings, undefined, world)).toMatchObject({
      ok: true,
      status: "200",
      state,
    });
    const { status, rings, ...body } = firing;
    expect(discord.received).toMatchObject([
      {
        method: "POST",
        path: "/api/webhooks/1/x?wait=true",
        headers: { "content-type": "application/json" },
      },
    ]);
    expect(discord.received[0]?.json).toEqual({ ...body, username: "Edge", avatar_url: "https://a" });
  });

  it("edits the same card, and remembers what it says now", async () => {
    const discord = await startProvider(saved);
    const outcome = await sendDiscord(over, hook(`${discord.url}/hook/`, { username: "Edge" }), state, world);
    expect(outcome).toMatchObject({ ok: true, state: { id: "42", status: "resolved" } });
    const { status, rings, ...body } = over;
    expect(discord.received).toMatchObject([{ method: "PATCH", path: "/hook/messages/42" }]);
    expect(discord.received[0]?.json).toEqual(body);
  });

  it("posts a repeat anew, because an edit rings no phone, and edits that one from then on", async () => {
    const discord = await startProvider(json(200, { id: "43" }));
    const again = { ...notification([alert()]), reason: "repeat interval elapsed" } as const;
    const outcome = await sendDiscord(
      renderDiscord(again, hook(""), context),
      hook(discord.url),
      state,
      world,
    );
    expect(outcome).toMatchObject({ ok: true, state: { id: "43", status: "firing" } });
    expect(discord.received).toMatchObject([{ method: "POST", path: "/?wait=true" }]);
  });

  it("keeps the thread of the URL in both", async () => {
    const discord = await startProvider(saved);
    const settings = hook(`${discord.url}/hook?thread_id=7&wait=false`);
    await sendDiscord(firing, settings, undefined, world);
    await sendDiscord(over, settings, state, world);
    expect(discord.received.map(({ path }) => path)).toEqual([
      "/hook?thread_id=7&wait=true",
      "/hook/messages/42?thread_id=7",
    ]);
  });

  it("posts a new card after one that told of the end", async () => {
    const discord = await startProvider(saved);
    await sendDiscord(firing, hook(discord.url), { ...state, status: "resolved" }, world);
    expect(discord.received.map(({ method }) => method)).toEqual(["POST"]);
  });

  it("posts a new card when the old one was deleted", async () => {
    const discord = await startProvider(
      json(404, { code: 10008, message: "Unknown Message" }),
      json(200, { id: "43" }),
    );
    const outcome = await sendDiscord(over, hook(discord.url), state, world);
    expect(outcome).toMatchObject({ ok: true, state: { id: "43", status: "resolved" } });
    expect(discord.received.map(({ method }) => method)).toEqual(["PATCH", "POST"]);
    expect(discord.received).toHaveLength(DISCORD_MAX_SUBREQUESTS);
  });

  it("does not post after an edit that fails for another reason: it is tried again as an edit", async () => {
    const discord = await startProvider(json(429, { retry_after: 1.5 }, { "X-RateLimit-Limit": "5" }));
    const outcome = await sendDiscord(over, hook(discord.url), state, world);
    expect(outcome).toMatchObject({ ok: false, recoverable: true, retryAfterMs: 1_500 });
    expect(discord.received).toHaveLength(1);
  });

  it("keeps the card in mind when an edit answers nothing", async () => {
    const discord = await startProvider(plain(204, ""));
    expect(await sendDiscord(over, hook(discord.url), state, world)).toMatchObject({
      ok: true,
      state: { id: "42" },
    });
  });

  it("is a delivery without a state where the answer names no message", async () => {
    const discord = await startProvider(plain(204, ""));
    expect(await sendDiscord(firing, hook(discord.url), undefined, world)).toEqual({
      ok: true,
      status: "204",
      answer: "",
    });
  });

  it("ends for good when the webhook is gone", async () => {
    const discord = await startProvider(json(404, { code: 10015, message: "Unknown Webhook" }));
    expect(await sendDiscord(firing, hook(discord.url), undefined, world)).toMatchObject({
      ok: false,
      recoverable: false,
      reason: "client_error",
    });
  });

  it("sends the headers of http_config", async () => {
    const discord = await startProvider(saved);
    const headers = [{ name: "X-A", values: ["1"], secrets: [] }];
    await sendDiscord(
      firing,
      hook(discord.url, { http: { headers, followRedirects: true } }),
      undefined,
      world,
    );
    expect(discord.received[0]?.headers["x-a"]).toBe("1");
  });

  const broken = [
    { ref: { env: "UNSET" }, reason: "missing_secret", answer: "The secret UNSET is not set" },
    { ref: { env: "HOOK" }, reason: "client_error", answer: "Cannot send: webhook_url is not a URL" },
    { ref: { value: "http://127.0.0.1:9" }, reason: "network", answer: expect.any(String) },
  ];
  it.for(broken)("fails with $reason, and never throws", async ({ ref, reason, answer }) => {
    const outcome = await sendDiscord(firing, { ...hook(""), webhookUrl: ref }, undefined, world);
    expect(outcome).toMatchObject({ ok: false, reason, answer });
  });
});
