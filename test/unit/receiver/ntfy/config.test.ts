import { describe, expect, it } from "vitest";
import { NTFY_URL, ntfyConfig } from "../../../../src/receiver/ntfy/config.ts";

const http = { headers: [], followRedirects: true };
const resolve = (raw: unknown) => ntfyConfig.resolve(raw, {});

describe("ntfy_configs act on", () => {
  const cases = [
    {
      name: "a topic of ntfy.sh",
      raw: { topic: "alerts" },
      want: { url: NTFY_URL, topic: "alerts", http },
      secrets: [],
    },
    {
      name: "a topic that is a secret, on a server of one's own",
      raw: { topic_file: "/run/secrets/ntfy_topic", url: "https://ntfy.example.org/base" },
      want: { url: "https://ntfy.example.org/base", topic: { env: "NTFY_TOPIC" }, http },
      secrets: ["NTFY_TOPIC"],
    },
    {
      name: "an access token",
      raw: { topic: "alerts", token_file: "/run/secrets/ntfy_token" },
      want: {
        url: NTFY_URL,
        topic: "alerts",
        http: { ...http, authorization: { type: "Bearer", credentials: { env: "NTFY_TOKEN" } } },
      },
      secrets: ["NTFY_TOKEN"],
    },
    {
      name: "a user and a password",
      raw: { topic: "alerts", username: "edge", password_file: "/run/secrets/ntfy_password" },
      want: {
        url: NTFY_URL,
        topic: "alerts",
        http: { ...http, basicAuth: { username: { value: "edge" }, password: { env: "NTFY_PASSWORD" } } },
      },
      secrets: ["NTFY_PASSWORD"],
    },
  ];

  it.for(cases)("$name", ({ raw, want, secrets }) => {
    expect(resolve(raw)).toEqual({ settings: want, sendResolved: true, secrets, issues: [] });
  });

  it("send_resolved and http_config", () => {
    const raw = {
      topic: 42,
      send_resolved: false,
      http_config: { http_headers: { "X-A": { values: ["1"] } } },
    };
    expect(resolve(raw)).toMatchObject({
      settings: { topic: "42", http: { headers: [{ name: "X-A" }] } },
      sendResolved: false,
    });
  });
});

describe("ntfy_configs are refused:", () => {
  const together = "username and password (or password_file) must be configured together";
  const oneLogin =
    "at most one of token, username & password, and the login of http_config must be configured";
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ["one of topic or topic_file must be configured", [], {}],
    ["at most one of topic & topic_file must be configured", ["topic_file"], { topic: "a", topic_file: "b" }],
    ['Cannot use topic "a/b": expected 1 to 64 letters, digits, - and _', ["topic"], { topic: "a/b" }],
    ["Cannot use topic", ["topic"], { topic: "a".repeat(65) }],
    ['unsupported scheme "ntfy" for URL', ["url"], { topic: "a", url: "ntfy://x" }],
    ["at most one of token & token_file", ["token_file"], { topic: "a", token: "x", token_file: "y" }],
    [together, [], { topic: "a", username: "x" }],
    [together, [], { topic: "a", password: "x" }],
    [oneLogin, [], { topic: "a", token: "x", username: "x", password: "y" }],
    [oneLogin, [], { topic: "a", token: "x", http_config: { bearer_token: "y" } }],
    ['Unknown field "priority"', ["priority"], { topic: "a", priority: 5 }],
  ];

  it.for(cases)("%s", ([message, path, raw]) => {
    const { settings, issues } = resolve(raw);
    expect(settings).toBeUndefined();
    expect(issues).toMatchObject([{ severity: "error", path, message: expect.stringContaining(message) }]);
  });
});
