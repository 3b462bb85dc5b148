import { describe, expect, it } from "vitest";
import { discordConfig } from "../../../../src/receiver/discord/config.ts";

const url = "https://discord.com/api/webhooks/1/x";
const http = { headers: [], followRedirects: true };
const resolve = (raw: unknown) => discordConfig.resolve(raw, {});

describe("discord_configs act on", () => {
  const cases = [
    {
      name: "a written webhook",
      raw: { webhook_url: url },
      want: { webhookUrl: { value: url }, http },
      secrets: [],
    },
    {
      name: "a webhook of anything else that speaks the API, in a secret",
      raw: { webhook_url_file: "/run/secrets/discord-hook" },
      want: { webhookUrl: { env: "DISCORD_HOOK" }, http },
      secrets: ["DISCORD_HOOK"],
    },
    {
      name: "a literal name and avatar",
      raw: { webhook_url: "http://127.0.0.1:9/hook", username: "Edge", avatar_url: "https://a" },
      want: {
        webhookUrl: { value: "http://127.0.0.1:9/hook" },
        http,
        username: "Edge",
        avatarUrl: "https://a",
      },
      secrets: [],
    },
  ];

  it.for(cases)("$name", ({ raw, want, secrets }) => {
    expect(resolve(raw)).toEqual({ settings: want, sendResolved: true, secrets, issues: [] });
  });

  it("send_resolved, which is true unless it is given", () => {
    expect(resolve({ webhook_url: url, send_resolved: false }).sendResolved).toBe(false);
  });

  it("the headers of http_config, and its secrets", () => {
    const raw = { webhook_url: url, http_config: { http_headers: { "X-A": { files: ["/s/a"] } } } };
    expect(resolve(raw)).toMatchObject({
      settings: { http: { headers: [{ secrets: [{ env: "A" }] }] } },
      secrets: ["A"],
    });
  });
});

describe("discord_configs are refused, in upstream's words where it has some,", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["one of webhook_url or webhook_url_file must be configured", {}],
    ["one of webhook_url or webhook_url_file must be configured", null],
    [
      "at most one of webhook_url & webhook_url_file must be configured",
      { webhook_url: url, webhook_url_file: "x" },
    ],
    ['Cannot read webhook_url: unsupported scheme "discord" for URL', { webhook_url: "discord://x" }],
    [
      'Unknown field "webhok_url" in discord_configs, did you mean "webhook_url"?',
      { webhook_url: url, webhok_url: url },
    ],
    ["Cannot read send_resolved: expected true or false", { webhook_url: url, send_resolved: 3 }],
  ];

  it.for(cases)("%s", ([message, raw]) => {
    const { settings, issues } = resolve(raw);
    expect(settings).toBeUndefined();
    expect(issues).toMatchObject([{ severity: "error", message: expect.stringContaining(message) }]);
  });
});

describe("discord_configs warn once of each field that no message acts on:", () => {
  const cases = [
    ["content", "<@&1>", "is not used: "],
    ["title", "{{ .X }}", "is not used: "],
    ["message", "x", "is not used: "],
    ["username", "{{ .X }}", "holds a template"],
    ["avatar_url", "{{ .X }}", "holds a template"],
  ] as const;

  it.for(cases)("%s", ([field, value, words]) => {
    const { settings, issues } = resolve({ webhook_url: url, [field]: value });
    expect(settings).toEqual({ webhookUrl: { value: url }, http });
    expect(issues).toMatchObject([
      { severity: "warning", path: [field], message: expect.stringContaining(words) },
    ]);
  });
});
