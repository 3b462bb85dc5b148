import { describe, it } from "vitest";
import { parse } from "yaml";
import { maskRouting } from "../../../src/api/mask-routing.ts";
import { IMITATED_VERSION } from "../../../src/api/status.ts";
import { MACHINE, testApp } from "./harness.ts";

describe("GET /api/v2/status", () => {
  it("has the four keys and six strings that clients require, and a plain semver version", async ({
    expect,
  }) => {
    const { ask } = testApp({
      now: () => 1_764_000_000_000,
      env: { CF_VERSION: { id: "v1", tag: "", timestamp: "" } },
    });
    const response = await ask(`${MACHINE}/api/v2/status/`, {}, "viewer");
    expect(response.status).toBe(200);
    expect(JSON.parse(await response.text())).toEqual({
      cluster: { peers: [], status: "disabled" },
      config: { original: "route:\n  receiver: chat\n" },
      uptime: "2025-11-24T16:00:00.000Z",
      versionInfo: {
        branch: "",
        buildDate: "",
        buildUser: "",
        goVersion: "",
        revision: "v1",
        version: IMITATED_VERSION,
      },
    });
    expect(IMITATED_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("keeps the time at which it started", async ({ expect }) => {
    let now = 1_764_000_000_000;
    const { ask } = testApp({ now: () => now });
    const first = await (await ask(`${MACHINE}/api/v2/status`, {}, "viewer")).text();
    now += 60_000;
    expect(await (await ask(`${MACHINE}/api/v2/status`, {}, "viewer")).text()).toBe(first);
  });
});

describe("maskRouting", () => {
  const masked = [
    {
      name: "a password",
      text: "global: { smtp_auth_password: hunter22 }",
      want: { global: { smtp_auth_password: "<secret>" } },
    },
    { name: "a token", text: "slack_app_token: xoxb-1", want: { slack_app_token: "<secret>" } },
    {
      name: "a routing key",
      text: "pagerduty_configs: [{ routing_key: abc }]",
      want: { pagerduty_configs: [{ routing_key: "<secret>" }] },
    },
    {
      name: "credentials",
      text: "authorization: { type: Bearer, credentials: abc }",
      want: { authorization: { type: "Bearer", credentials: "<secret>" } },
    },
    {
      name: "a list of secrets",
      text: "http_headers: { X-A: { secrets: [one], values: [two] } }",
      want: { http_headers: { "X-A": { secrets: ["<secret>"], values: ["two"] } } },
    },
    {
      name: "a webhook's path",
      text: "url: https://hooks.slack.com/services/T0/B0/x",
      want: { url: "https://hooks.slack.com/<secret>" },
    },
    {
      name: "a user in an address",
      text: "url: http://me:pw@127.0.0.1:9000/",
      want: { url: "http://127.0.0.1:9000/<secret>" },
    },
    { name: "an address that is none", text: 'url: "https://[broken"', want: { url: "<secret>" } },
    {
      name: "a multi-line key",
      text: "tls_config:\n  key: |\n    -----BEGIN\n    abc\n",
      want: { tls_config: { key: "<secret>" } },
    },
  ];
  it.for(masked)("hides $name", ({ text, want }, { expect }) => {
    expect(parse(maskRouting(text))).toEqual(want);
  });

  it("hides what a comment says", ({ expect }) => {
    expect(maskRouting("# old token: xoxb-1\na: 1 # hunter22\n")).toBe("a: 1\n");
  });

  it("leaves names of secrets, bare addresses and everything else", ({ expect }) => {
    const text = [
      "global: { slack_api_url_file: /run/secrets/slack_api_url, smtp_smarthost: mail:587, smtp_require_tls: true }",
      "proxy: https://proxy.example.com/",
      "key_file: /etc/key",
      "group_by: ['...']",
      "matchers: [severity=critical]",
    ].join("\n");
    expect(parse(maskRouting(text))).toEqual(parse(text));
  });

  it("quotes what YAML 1.1 would take for something else than text", ({ expect }) => {
    const again = maskRouting('muted: "yes"\nname: "on"\nvalue: "012"\n');
    expect(parse(again, { version: "1.1" })).toEqual({ muted: "yes", name: "on", value: "012" });
  });
});
