import { describe, expect, test } from "vitest";
import { DEFAULT_RESOLVE_TIMEOUT_MS, globalSchema } from "../../../src/config/global-schema.ts";
import { configOf, findings, load } from "./harness.ts";

const REST = "route: {receiver: r}\nreceivers: [{name: r, slack_configs: [{}]}]\n";

function loadGlobal(fields: string) {
  return load(`global:\n${fields.replace(/^/gm, "  ")}\n${REST}`);
}

function globalOf(fields: string): unknown {
  const settings = configOf(loadGlobal(fields)).receivers[0]?.integrations[0]?.settings;
  return (settings as { global: unknown }).global; // What the harness's kind keeps.
}

describe("what the kinds read reaches them in upstream's words", () => {
  test("text, booleans and secrets", () => {
    const fields = `smtp_from: a@example.org
smtp_hello: edge
smtp_smarthost: "[::1]:587"
smtp_auth_username: 12345
smtp_auth_password: 0123
smtp_require_tls: no
smtp_force_implicit_tls: off
smtp_tls_config: {server_name: mail}
http_config: {follow_redirects: no}
slack_api_url_file: /run/secrets/slack`;
    expect(globalOf(fields)).toEqual({
      smtp_force_implicit_tls: false,
      smtp_tls_config: { server_name: "mail" },
      // As written: the kinds check it again, beside their own.
      http_config: { follow_redirects: "no" },
      smtp_from: "a@example.org",
      smtp_hello: "edge",
      smtp_smarthost: "[::1]:587",
      smtp_auth_username: "12345",
      smtp_auth_password: "0123",
      smtp_require_tls: false,
      slack_api_url_file: "/run/secrets/slack",
    });
  });

  test("upstream's mask names the secret of its field", () => {
    expect(globalOf("slack_api_url: <secret>\nsmtp_auth_password: <secret>")).toEqual({
      slack_api_url_file: "slack_api_url",
      smtp_require_tls: true,
      smtp_auth_password_file: "smtp_auth_password",
    });
  });

  test("a field without a value is as if it were not there", () => {
    expect(globalOf("smtp_from:\nslack_api_url: ~")).toEqual({ smtp_require_tls: true });
  });

  test("upstream's zero stands in place of a default without a value", () => {
    expect(globalOf("smtp_require_tls:")).toEqual({ smtp_require_tls: false });
  });
});

test.each([
  ["global:\n", DEFAULT_RESOLVE_TIMEOUT_MS],
  ["", DEFAULT_RESOLVE_TIMEOUT_MS],
  ["global: {resolve_timeout: 10m}\n", 600_000],
  ["global: {resolve_timeout: }\n", 0],
])("%j gives a resolve_timeout of %d ms", (global, ms) => {
  expect(configOf(load(global + REST)).resolveTimeoutMs).toBe(ms);
});

describe("what upstream refuses is refused", () => {
  test.each([
    ["toString: x", '2:3 error: Unknown field "toString" in global'],
    ["resolve_timeout: 5", '2:3 error: Cannot read resolve_timeout: not a valid duration string: "5"'],
    [
      "smtp_smarthost: localhost",
      '2:3 error: Cannot read smtp_smarthost: address "localhost": expected host:port',
    ],
    [
      "smtp_smarthost: 'localhost:'",
      '2:3 error: Cannot read smtp_smarthost: address "localhost:": expected host:port',
    ],
    ["slack_api_url: hooks.slack.com", '2:3 error: Cannot read slack_api_url: unsupported scheme "" for URL'],
    [
      "smtp_require_tls: perhaps",
      '2:3 error: Cannot read smtp_require_tls: expected true or false, got "perhaps"',
    ],
    [
      "slack_ap_url: https://example.org",
      '2:3 error: Unknown field "slack_ap_url" in global, did you mean "slack_api_url"?',
    ],
    [
      "smtp_auth_password: a\nsmtp_auth_password_file: b",
      "3:3 error: at most one of smtp_auth_password & smtp_auth_password_file must be configured",
    ],
    [
      "slack_app_token: a\nslack_api_url_file: b",
      "1:1 error: at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file must be configured",
    ],
    [
      "smtp_tls_config: {cert: a}",
      "2:3 error: exactly one of key or key_file must be configured when a client certificate is configured",
    ],
    [
      "smtp_tls_config: {sever_name: a}",
      '2:21 error: Unknown field "sever_name" in tls_config, did you mean "server_name"?',
    ],
    [
      "http_config: {bearer_token: a, bearer_token_file: b}",
      "2:3 error: at most one of bearer_token & bearer_token_file must be configured",
    ],
    [
      "http_config: {prox_url: a}",
      '2:17 error: Unknown field "prox_url" in http_config, did you mean "proxy_url"?',
    ],
  ])("%s", (fields, finding) => {
    expect(findings(loadGlobal(fields))).toEqual([finding]);
  });

  test("no message quotes a value that may be secret", () => {
    const found = findings(loadGlobal("smtp_auth_password: [hunter2]\nslack_api_url: hunter2"));
    expect(found).toHaveLength(2);
    expect(found.join()).not.toContain("hunter2");
  });

  test("one bad field does not hide the others from the receivers", () => {
    const wantsFrom = {
      kind: "email",
      key: "email_configs",
      globals: ["smtp_from"] as const,
      resolve: (_: unknown, global: { smtp_from?: string }) => ({
        settings: {},
        sendResolved: true,
        secrets: [],
        issues:
          global.smtp_from === undefined
            ? [{ severity: "error", path: [], message: "no from" } as const]
            : [],
      }),
    };
    const yaml =
      "global: {smtp_from: a@example.org, foo: 1}\nroute: {receiver: r}\nreceivers: [{name: r, email_configs: [{}]}]";
    expect(findings(load(yaml, [wantsFrom]))).toEqual(['1:36 error: Unknown field "foo" in global']);
  });

  test("a Slack token may stand beside the URL of Slack's API, as upstream lets it", () => {
    const both = "slack_app_token: a\nslack_api_url: https://slack.com/api/chat.postMessage";
    expect(findings(loadGlobal(both))).toEqual([]);
    expect(findings(loadGlobal(`${both}\nslack_app_url: https://slack.com/other`))).toHaveLength(1);
  });
});

describe("each field that the edge does not act on is one warning", () => {
  test.each([
    [
      "pagerduty_url: https://example.org",
      "pagerduty_url is not used: no receiver kind of this edge reads it",
    ],
    ["wechat_api_corp_id: x", "wechat_api_corp_id is not used: no receiver kind of this edge reads it"],
    [
      "http_config: {proxy_url: 'http://proxy:3128'}",
      "proxy_url is not used: Workers have no outbound proxy; the request goes directly",
    ],
  ])("%s", (fields, message) => {
    const loaded = loadGlobal(fields);
    expect(findings(loaded)).toEqual([expect.stringMatching(/^2:\d+ warning: /)]);
    expect(loaded.diagnostics[0]?.message).toBe(message);
    expect(loaded.config).toBeDefined();
  });

  test("no field of the schema is both unread and silent", () => {
    const silent = Object.keys(globalSchema.shape).filter((name) => {
      const value = { resolve_timeout: "5m", smtp_smarthost: "h:25", smtp_require_tls: "yes" }[name];
      const text = name.endsWith("url") ? "https://example.org" : (value ?? "x");
      const filled = { http_config: "{}", smtp_tls_config: "{}", smtp_force_implicit_tls: "true" }[name];
      return findings(loadGlobal(`${name}: ${filled ?? text}`)).length === 0;
    });
    expect(silent).toEqual([
      "resolve_timeout",
      "http_config",
      ...["from", "hello", "smarthost", "auth_username", "auth_password", "auth_password_file"].map(
        (f) => `smtp_${f}`,
      ),
      ...[
        "auth_secret",
        "auth_secret_file",
        "auth_identity",
        "require_tls",
        "tls_config",
        "force_implicit_tls",
      ].map((f) => `smtp_${f}`),
      ...["api_url", "api_url_file", "app_token", "app_token_file", "app_url"].map((f) => `slack_${f}`),
    ]);
  });
});
