import { describe, expect, it } from "vitest";
import type { TelegramSettings } from "../../../../src/receiver/telegram/config.ts";
import { renderTelegram } from "../../../../src/receiver/telegram/render.ts";
import { sendTelegram, TELEGRAM_MAX_SUBREQUESTS } from "../../../../src/receiver/telegram/send.ts";
import { alert, context, notification, resolved } from "../samples.ts";
import { json, startProvider, type TestProvider, testWorld } from "../server.ts";

const world = testWorld({ BOT: "42:secret\n", CHAT: "-100777\n" });
const CHAT = "-1001557912345";
const saved = json(200, {
  ok: true,
  result: { message_id: 7, chat: { id: -1001557912345, type: "supergroup" } },
});
const state = { id: "7", chat: CHAT, target: CHAT, status: "firing" };
const refused = (description: string, parameters: object = {}) =>
  json(400, { ok: false, error_code: 400, description: `Bad Request: ${description}`, parameters });

function bot(url: string, more: Partial<TelegramSettings> = {}): TelegramSettings {
  return {
    apiUrl: `${url}/`,
    token: { env: "BOT" },
    chat: CHAT,
    silent: false,
    http: { headers: [], followRedirects: true },
    ...more,
  };
}

const firing = renderTelegram(notification([alert()]), {}, context);
const repeat = renderTelegram(notification([alert()], { reason: "repeat interval elapsed" }), {}, context);
const over = renderTelegram(notification([resolved()]), {}, context);
const methodsOf = ({ received }: TestProvider) => received.map(({ path }) => path.split("/").at(-1));

describe("sendTelegram", () => {
  it("posts the message and remembers it", async () => {
    const telegram = await startProvider(saved);
    expect(await sendTelegram(firing, bot(telegram.url), undefined, world)).toMatchObject({
      ok: true,
      status: "200",
      state,
    });
    expect(telegram.received).toMatchObject([
      {
        method: "POST",
        path: "/bot42:secret/sendMessage",
        headers: { "content-type": "application/json" },
        json: {
          chat_id: CHAT,
          disable_notification: false,
          text: firing.text,
          parse_mode: "HTML",
          link_preview_options: { is_disabled: true },
        },
      },
    ]);
    expect(telegram.received[0]?.json).not.toHaveProperty("message_thread_id");
  });

  it("posts into a thread, without a sound, to a chat from a secret", async () => {
    const telegram = await startProvider(saved);
    const settings = bot(telegram.url, { thread: 5, silent: true, chat: { env: "CHAT" } });
    await sendTelegram(firing, settings, undefined, world);
    expect(telegram.received[0]?.json).toMatchObject({
      chat_id: "-100777",
      message_thread_id: 5,
      disable_notification: true,
    });
  });

  it("edits the same message, and remembers what it says now", async () => {
    const telegram = await startProvider(saved);
    expect(await sendTelegram(over, bot(telegram.url), state, world)).toMatchObject({
      ok: true,
      state: { ...state, status: "resolved" },
    });
    expect(telegram.received).toMatchObject([
      { path: "/bot42:secret/editMessageText", json: { chat_id: CHAT, message_id: 7, text: over.text } },
    ]);
  });

  it("has delivered an edit that changes nothing", async () => {
    const telegram = await startProvider(refused("message is not modified: …"));
    expect(await sendTelegram(over, bot(telegram.url), state, world)).toMatchObject({
      ok: true,
      state: { id: "7", status: "resolved" },
    });
  });

  it.for([
    ["a repeat, because an edit rings no phone", repeat, state],
    ["what fires after the end", firing, { ...state, status: "resolved" }],
    ["for another chat than before", firing, { ...state, target: "-1" }],
  ] as const)("posts anew %s", async ([_, message, previous]) => {
    const telegram = await startProvider(saved);
    await sendTelegram(message, bot(telegram.url), previous, world);
    expect(methodsOf(telegram)).toEqual(["sendMessage"]);
  });

  it.for(["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])(
    "posts anew after %s",
    async (description) => {
      const telegram = await startProvider(refused(description), saved);
      expect(await sendTelegram(over, bot(telegram.url), state, world)).toMatchObject({ ok: true });
      expect(methodsOf(telegram)).toEqual(["editMessageText", "sendMessage"]);
      expect(telegram.received).toHaveLength(TELEGRAM_MAX_SUBREQUESTS);
    },
  );

  it("does not post after an edit that fails for another reason: it is tried again as an edit", async () => {
    const telegram = await startProvider(json(429, { ok: false, parameters: { retry_after: 3 } }));
    expect(await sendTelegram(over, bot(telegram.url), state, world)).toMatchObject({
      ok: false,
      recoverable: true,
      retryAfterMs: 3_000,
    });
    expect(methodsOf(telegram)).toEqual(["editMessageText"]);
  });

  const moved = refused("group chat was upgraded to a supergroup chat", {
    migrate_to_chat_id: -1001557912345,
  });
  const old = (url: string) => bot(url, { chat: "-42" });

  it("follows a group that became a supergroup, where nobody would hear the page otherwise", async () => {
    const telegram = await startProvider(moved, saved);
    const outcome = await sendTelegram(firing, old(telegram.url), undefined, world);
    expect(outcome).toMatchObject({ ok: true, state: { ...state, target: "-42" } });
    expect(telegram.received.map(({ json: body }) => body)).toMatchObject([
      { chat_id: "-42" },
      { chat_id: CHAT },
    ]);
    expect(telegram.received).toHaveLength(TELEGRAM_MAX_SUBREQUESTS);
  });

  it("edits its message there", async () => {
    const telegram = await startProvider(saved);
    await sendTelegram(over, old(telegram.url), { ...state, target: "-42" }, world);
    expect(telegram.received).toMatchObject([{ json: { chat_id: CHAT, message_id: 7 } }]);
  });

  it("posts anew where the message was in the group that has moved", async () => {
    const telegram = await startProvider(moved, saved);
    await sendTelegram(over, old(telegram.url), { ...state, chat: "-42", target: "-42" }, world);
    expect(methodsOf(telegram)).toEqual(["editMessageText", "sendMessage"]);
    expect(telegram.received[1]?.json).toMatchObject({ chat_id: CHAT });
  });

  it("is a delivery without a state where the answer names no message", async () => {
    const telegram = await startProvider(json(200, { ok: true, result: true }));
    expect(await sendTelegram(firing, bot(telegram.url), undefined, world)).toEqual({
      ok: true,
      status: "200",
      answer: expect.any(String),
    });
  });

  const broken = [
    { more: { token: { env: "UNSET" } }, reason: "missing_secret" },
    { more: { chat: { env: "UNSET" } }, reason: "missing_secret" },
    { more: { apiUrl: "http://127.0.0.1:9" }, reason: "network" },
    { more: { apiUrl: "<secret>" }, reason: "client_error" },
  ];
  it.for(broken)("fails with $reason for $more, and never throws", async ({ more, reason }) => {
    expect(await sendTelegram(firing, bot("", more), undefined, world)).toMatchObject({ ok: false, reason });
  });

  it("is told that it failed without its token", async () => {
    const outcome = await sendTelegram(firing, bot("http://127.0.0.1:9"), undefined, world);
    expect(outcome.answer).not.toContain("42:secret");
  });
});
