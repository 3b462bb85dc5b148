import { describe, expect, it } from "vitest";
import type { GlobalConfig } from "../../../../src/config/config.ts";
import { slackConfig } from "../../../../src/receiver/slack/config.ts";
import { slackSchema } from "../../../../src/receiver/slack/schema.ts";

const url = "https://hooks.slack.com/services/T/B/X";
const postMessage = "https://slack.com/api/chat.postMessage";
const resolve = (raw: unknown, global: GlobalConfig = {}) => slackConfig.resolve(raw, global);
const http = { headers: [], followRedirects: true };

describe("slack_configs reach Slack by", () => {
  const app = { app_token_file: "/run/secrets/slack_token", channel: "#a" };
  const cases = [
    {
      name: "a written webhook",
      raw: { api_url: url },
      global: {},
      want: { kind: "url", url: { value: url } },
      secrets: [],
    },
    {
      name: "a webhook in a secret",
      raw: { api_url_file: "/s/hook" },
      global: {},
      want: { kind: "url", url: { env: "HOOK" } },
      secrets: ["HOOK"],
    },
    {
      name: "the global webhook",
      raw: {},
      global: { slack_api_url_file: "/s/all" },
      want: { kind: "url", url: { env: "ALL" } },
      secrets: ["ALL"],
    },
    {
      name: "the own webhook before the global one",
      raw: { api_url: url },
      global: { slack_api_url: "https://b" },
      want: { kind: "url", url: { value: url } },
      secrets: [],
    },
    {
      name: "a bot's token",
      raw: app,
      global: {},
      want: { kind: "app", url: postMessage, token: { env: "SLACK_TOKEN" } },
      secrets: ["SLACK_TOKEN"],
    },
    {
      name: "a bot's token at another place",
      raw: { ...app, app_url: "http://127.0.0.1:9/api/chat.postMessage" },
      global: { slack_app_url: "http://b" },
      want: { kind: "app", url: "http://127.0.0.1:9/api/chat.postMessage", token: { env: "SLACK_TOKEN" } },
      secrets: ["SLACK_TOKEN"],
    },
    {
      name: "the global token and place",
      raw: { channel: "#a" },
      global: { slack_app_token: "xoxb", slack_app_url: "http://b/chat.postMessage", slack_api_url: url },
      want: { kind: "app", url: "http://b/chat.postMessage", token: { value: "xoxb" } },
      secrets: [],
    },
    {
      name: "an own webhook, not the global token",
      raw: { api_url: url },
      global: { slack_app_token: "xoxb" },
      want: { kind: "url", url: { value: url } },
      secrets: [],
    },
    {
      name: "the Web API with an authorization, not the global token",
      raw: {
        api_url: postMessage,
        channel: "#a",
        update_message: true,
        http_config: { authorization: { credentials_file: "bot" } },
      },
      global: { slack_app_token: "xoxb" },
      want: { kind: "url", url: { value: postMessage } },
      secrets: ["BOT"],
    },
  ];

  it.for(cases)("$name", ({ raw, global, want, secrets }) => {
    expect(resolve(raw, global)).toMatchObject({ settings: { access: want }, secrets, issues: [] });
  });
});

describe("slack_configs are refused, in upstream's words where it has some,", () => {
  const cases: readonly (readonly [string, unknown, GlobalConfig?])[] = [
    ["no Slack API URL nor App token set either inline or in a file", {}],
    ["no Slack API URL nor App token set either inline or in a file", null],
    ["at most one of api_url & api_url_file must be configured", { api_url: url, api_url_file: "x" }],
    ["at most one of app_token & app_token_file must be configured", { app_token: "a", app_token_file: "x" }],
    [
      "at most one of api_url/api_url_file & app_token/app_token_file must be configured",
      { api_url: url, app_token: "a", channel: "#a" },
    ],
    [
      "http authorization can't be set when using Slack App tokens",
      { app_token: "a", channel: "#a", http_config: { authorization: { credentials: "b" } } },
    ],
    ["update_message can only be used with bot tokens", { api_url: url, update_message: true }],
    ["Cannot read api_url: unsupported scheme", { api_url: "hooks" }],
    ["Cannot read app_url: missing host", { app_token: "a", app_url: "http://" }],
    ["missing title in Slack field configuration", { api_url: url, fields: [{ value: "v" }] }],
    ["missing value in Slack field configuration", { api_url: url, fields: [{ title: "t" }] }],
    ["missing type in Slack action configuration", { api_url: url, actions: [{ text: "t", url: "u" }] }],
    ["missing text in Slack action configuration", { api_url: url, actions: [{ type: "button", url: "u" }] }],
    [
      "missing name or url in Slack action configuration",
      { api_url: url, actions: [{ type: "button", text: "t" }] },
    ],
    [
      "missing text in Slack confirmation configuration",
      { api_url: url, actions: [{ type: "b", text: "t", name: "n", confirm: {} }] },
    ],
    ['Unknown field "chanel" in slack_configs, did you mean "channel"?', { api_url: url, chanel: "#a" }],
    ["Cannot post with a bot token without a channel", { app_token: "a" }],
    [
      'Cannot post with a bot token to the templated channel "#{{ .X }}"',
      { app_token: "a", channel: "#{{ .X }}" },
    ],
    ["Unknown field", { api_url: url, http_config: { nonsense: 1 } }],
  ];

  it.for(cases)("%s", ([message, raw, global]) => {
    const { settings, issues } = resolve(raw, global);
    expect(settings).toBeUndefined();
    const errors = issues.filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(message);
  });
});

describe("slack_configs act on", () => {
  it("literal channel, username and icons", () => {
    const raw = { api_url: url, channel: "#a", username: "Bot", icon_emoji: ":fire:", icon_url: "https://i" };
    expect(resolve(raw)).toEqual({
      settings: {
        access: { kind: "url", url: { value: url } },
        http,
        update: true,
        channel: "#a",
        username: "Bot",
        iconEmoji: ":fire:",
        iconUrl: "https://i",
      },
      sendResolved: false,
      secrets: [],
      issues: [],
    });
  });

  it("send_resolved, which is false unless it is given", () => {
    expect(resolve({ api_url: url, send_resolved: true }).sendResolved).toBe(true);
    expect(resolve({ api_url: url }).sendResolved).toBe(false);
  });

  it("update_message: false", () => {
    expect(resolve({ app_token: "a", channel: "#a", update_message: false }).settings).toMatchObject({
      update: false,
    });
  });

  it("the global http_config", () => {
    const global = { http_config: { http_headers: { "X-A": { values: ["1"] } } } };
    expect(resolve({ api_url: url }, global).settings).toMatchObject({
      http: { headers: [{ name: "X-A" }] },
    });
  });
});

describe("slack_configs warn once of each field that no message acts on:", () => {
  const acted = new Set([
    "send_resolved",
    "http_config",
    "api_url",
    "api_url_file",
    "app_token",
    "app_token_file",
    "app_url",
    "update_message",
  ]);
  const literal = new Set(["channel", "username", "icon_emoji", "icon_url"]);
  const samples: Readonly<Record<string, unknown>> = {
    fields: [{ title: "t", value: "v" }],
    actions: [{ type: "button", text: "t", url: "u" }],
    short_fields: true,
    timeout: "5s",
    link_names: true,
    mrkdwn_in: ["text"],
  };
  const fields = Object.keys(slackSchema.shape).filter((field) => !acted.has(field));

  it.for(fields)("%s", (field) => {
    const { settings, issues } = resolve({ api_url: url, [field]: samples[field] ?? "{{ .X }}" });
    expect(settings).toBeDefined();
    expect(issues).toMatchObject([{ severity: "warning", path: [field] }]);
    expect(issues[0]?.message).toMatch(literal.has(field) ? /holds a template.*: the / : /is not used: /);
  });
});
