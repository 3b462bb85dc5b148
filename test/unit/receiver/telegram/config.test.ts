import { describe, expect, it } from "vitest";
import type { GlobalConfig } from "../../../../src/config/config.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import { receiverKinds } from "../../../../src/receiver/receivers.ts";
import { API_URL, telegramConfig } from "../../../../src/receiver/telegram/config.ts";

const http = { headers: [], followRedirects: true };
const resolve = (raw: unknown, global: GlobalConfig = {}) => telegramConfig.resolve(raw, global);
const BASE = { apiUrl: API_URL, token: { value: "1:x" }, chat: "-100", silent: false, http };

describe("telegram_configs act on", () => {
  const cases = [
    { name: "a written token", raw: { bot_token: "1:x", chat_id: -100 }, want: BASE, secrets: [] },
    {
      name: "token and chat in secrets",
      raw: { bot_token_file: "/run/secrets/bot", chat_id_file: "/run/secrets/chat" },
      want: { ...BASE, token: { env: "BOT" }, chat: { env: "CHAT" } },
      secrets: ["BOT", "CHAT"],
    },
    {
      name: "a thread, an own server and silence",
      raw: {
        bot_token: "1:x",
        chat_id: "-100",
        message_thread_id: 7,
        api_url: "http://127.0.0.1:9",
        disable_notifications: true,
      },
      want: { ...BASE, apiUrl: "http://127.0.0.1:9", thread: 7, silent: true },
      secrets: [],
    },
  ];

  it.for(cases)("$name", ({ raw, want, secrets }) => {
    expect(resolve(raw)).toEqual({ settings: want, sendResolved: true, secrets, issues: [] });
  });

  it("the global URL and token, where the entry has none", () => {
    const global = { telegram_api_url: "https://t.example", telegram_bot_token_file: "/s/global_bot" };
    expect(resolve({ chat_id: 1 }, global)).toMatchObject({
      settings: { apiUrl: "https://t.example", token: { env: "GLOBAL_BOT" } },
      secrets: ["GLOBAL_BOT"],
    });
    expect(resolve({ chat_id: 1, bot_token: "2:y", api_url: "https://u.example" }, global)).toMatchObject({
      settings: { apiUrl: "https://u.example", token: { value: "2:y" } },
      secrets: [],
    });
  });

  it.for(["-1001234567890", "9223372036854775807", "-9223372036854775808", "9007199254740993"])(
    "the chat %s exactly as the file has it",
    (id) => {
      const routing = `route: {receiver: r}\nreceivers: [{name: r, telegram_configs: [{bot_token: x, chat_id: ${id}}]}]`;
      const { config } = loadConfig({ routing: { name: "r", text: routing } }, receiverKinds);
      expect(config?.receivers[0]?.integrations[0]?.settings).toMatchObject({ chat: id });
    },
  );
});

describe("telegram_configs are refused:", () => {
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ["missing bot_token or bot_token_file on telegram_config", [], { chat_id: 1 }],
    [
      "at most one of bot_token & bot_token_file",
      ["bot_token_file"],
      { chat_id: 1, bot_token: "x", bot_token_file: "y" },
    ],
    ["missing chat_id or chat_id_file on telegram_config", [], { bot_token: "x" }],
    ["missing chat_id or chat_id_file on telegram_config", [], { bot_token: "x", chat_id: 0 }],
    [
      "at most one of chat_id & chat_id_file",
      ["chat_id_file"],
      { bot_token: "x", chat_id: 1, chat_id_file: "y" },
    ],
    [
      'Cannot use chat_id "@alerts": expected a whole number of 64 bits',
      ["chat_id"],
      { bot_token: "x", chat_id: "@alerts" },
    ],
    [
      'Cannot use chat_id "9223372036854775808"',
      ["chat_id"],
      { bot_token: "x", chat_id: "9223372036854775808" },
    ],
    [
      "expected a whole number",
      ["message_thread_id"],
      { bot_token: "x", chat_id: 1, message_thread_id: "a" },
    ],
    [
      "unknown parse_mode on telegram_config, must be Markdown",
      ["parse_mode"],
      { bot_token: "x", chat_id: 1, parse_mode: "html" },
    ],
    ['Unknown field "chatid"', ["chatid"], { bot_token: "x", chat_id: 1, chatid: 1 }],
  ];

  it.for(cases)("%s", ([message, path, raw]) => {
    const { settings, issues } = resolve(raw);
    expect(settings).toBeUndefined();
    const [error] = issues.filter(({ severity }) => severity === "error");
    expect(error).toMatchObject({ path, message: expect.stringContaining(message) });
  });
});

describe("telegram_configs warn once of each field that no message acts on:", () => {
  it.for([
    ["message", "{{ .X }}"],
    ["parse_mode", "MarkdownV2"],
    ["timeout", "5s"],
  ] as const)("%s", ([field, value]) => {
    const { settings, issues } = resolve({ bot_token: "1:x", chat_id: -100, [field]: value });
    expect(settings).toEqual(BASE);
    expect(issues).toMatchObject([
      { severity: "warning", path: [field], message: expect.stringContaining(`${field} is not used: `) },
    ]);
  });
});
