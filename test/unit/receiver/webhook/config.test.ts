import { describe, it } from "vitest";
import { webhookConfig } from "../../../../src/receiver/webhook/config.ts";

const URL_FIELD = { url: "https://hooks.example.com/T0/secret" };

describe("webhookConfig", () => {
  it("has upstream's defaults", ({ expect }) => {
    expect(webhookConfig.resolve(URL_FIELD, {})).toEqual({
      settings: {
        url: { value: URL_FIELD.url },
        http: { headers: [], followRedirects: true },
        maxAlerts: 0,
        timeoutMs: 0,
      },
      sendResolved: true,
      secrets: [],
      issues: [],
    });
  });

  it("reads every field that it acts on", ({ expect }) => {
    const raw = {
      url_file: "/run/secrets/hook-url",
      send_resolved: "no",
      max_alerts: 20,
      timeout: "2.5s",
      http_config: {
        authorization: { credentials_file: "/run/secrets/hook_token" },
        follow_redirects: false,
      },
    };
    expect(webhookConfig.resolve(raw, {})).toMatchObject({
      settings: {
        url: { env: "HOOK_URL" },
        maxAlerts: 20,
        timeoutMs: 2_500,
        http: {
          authorization: { type: "Bearer", credentials: { env: "HOOK_TOKEN" } },
          followRedirects: false,
        },
      },
      sendResolved: false,
      secrets: ["HOOK_URL", "HOOK_TOKEN"],
      issues: [],
    });
  });

  it("takes the global http_config where it has none, and its own where it has one", ({ expect }) => {
    const global = { http_config: { follow_redirects: false } };
    const inherited = { http: { followRedirects: false } };
    expect(webhookConfig.resolve(URL_FIELD, global).settings).toMatchObject(inherited);
    const own = { ...URL_FIELD, http_config: { enable_http2: true } };
    expect(webhookConfig.resolve(own, global).settings).toMatchObject({ http: { followRedirects: true } });
  });

  it("loads a payload of its own and warns that it is not used", ({ expect }) => {
    for (const payload of ["{{ toJson . }}", { text: "{{ .Status }}" }]) {
      const { issues, settings } = webhookConfig.resolve({ ...URL_FIELD, payload }, {});
      expect(issues).toEqual([
        {
          severity: "warning",
          path: ["payload"],
          message: "payload is not used: the body is Alertmanager's version 4 format",
        },
      ]);
      expect(settings).toBeDefined();
    }
  });

  const errors = [
    { name: "no url", raw: {}, path: [], message: /^one of url or url_file must be configured$/ },
    {
      name: "both urls",
      raw: { ...URL_FIELD, url_file: "x" },
      path: ["url_file"],
      message: /^at most one of url & url_file must be configured$/,
    },
    {
      name: "a templated url",
      raw: { url: "https://x.example.com/{{ .GroupLabels.team }}" },
      path: ["url"],
      message: /^Cannot use a templated url: /,
    },
    {
      name: "a url without a scheme",
      raw: { url: "hooks.example.com/secret" },
      path: ["url"],
      message: /^Cannot read url: (?!.*secret)/,
    },
    {
      name: "a url of another scheme",
      raw: { url: "ftp://x/secret" },
      path: ["url"],
      message: /^Cannot read url: unsupported scheme "ftp" for URL$/,
    },
    { name: "an unknown field", raw: { ...URL_FIELD, urls: "x" }, path: ["urls"], message: /"urls"/ },
    {
      name: "a negative max_alerts",
      raw: { ...URL_FIELD, max_alerts: -1 },
      path: ["max_alerts"],
      message: /^Cannot read "?max_alerts"?: expected a whole number/,
    },
    {
      name: "half an alert",
      raw: { ...URL_FIELD, max_alerts: 1.5 },
      path: ["max_alerts"],
      message: /^Cannot read "?max_alerts"?: expected a whole number/,
    },
    {
      name: "a timeout in days",
      raw: { ...URL_FIELD, timeout: "1d" },
      path: ["timeout"],
      message: /^Cannot read "?timeout"?: time: invalid duration "1d"$/,
    },
    {
      name: "a fault in http_config",
      raw: { ...URL_FIELD, http_config: { bearer_token: "a", basic_auth: {} } },
      path: ["http_config"],
      message: /basic_auth/,
    },
    {
      name: "an unknown field of http_config",
      raw: { ...URL_FIELD, http_config: { proxy: "a" } },
      path: ["http_config", "proxy"],
      message: /"proxy"/,
    },
  ];
  it.for(errors)("refuses $name", ({ raw, path, message }, { expect }) => {
    const resolved = webhookConfig.resolve(raw, {});
    expect(resolved.settings).toBeUndefined();
    expect(resolved.issues).toContainEqual({
      severity: "error",
      path,
      message: expect.stringMatching(message),
    });
  });
});
