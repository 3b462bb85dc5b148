import { describe, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../../src/config/load.ts";
import { originalOf } from "../../../../src/config/original/original.ts";
import { receiverKinds } from "../../../../src/receiver/receivers.ts";
import recorded from "../../../fixtures/conformance/config-original.json" with { type: "json" };
import { forOlderClients } from "./older-clients.ts";

const original = (text: string) => originalOf(text, receiverKinds);

const APP_URL = "https://slack.com/api/chat.postMessage";

const receiver = (body: string, global = "{}") =>
  `global: ${global}\nroute: { receiver: one }\nreceivers: [{ name: one, ${body} }]\n`;

describe("originalOf", () => {
  it.for(recorded.cases)(
    "writes $name byte for byte as Alertmanager does, but for what older clients refuse",
    ({ config, original: want }, { expect }) => {
      const { diagnostics } = loadConfig({ routing: { name: "routing", text: config } }, receiverKinds);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(original(config)).toBe(forOlderClients(want, config));
    },
  );

  it.for(recorded.cases)("can be loaded again: $name", ({ config, original: upstreams }, { expect }) => {
    for (const text of [upstreams, original(config)]) {
      const { diagnostics } = loadConfig({ routing: { name: "routing", text } }, receiverKinds);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    }
  });

  it("the recorded configurations name each field of every kind that both know", ({ expect }) => {
    const written = recorded.cases.map((one) => one.original).join("");
    for (const { key, original: kind } of receiverKinds) {
      if (kind === undefined) continue;
      expect(written).toContain(`  ${key}:\n`);
      const missing = Object.keys(kind.fields).filter((field) => !written.includes(` ${field}:`));
      // A version 1 key is refused here, and a token is told of below.
      expect(missing.filter((field) => !/^(?:service_key|app_token)/.test(field))).toEqual([]);
    }
  });

  it("shows no secret, and of a URL that is one at most its origin", ({ expect }) => {
    const configs = recorded.cases.filter(({ name }) => !name.startsWith("arbitrary"));
    expect(configs.filter(({ config }) => config.includes("hunter2")).length).toBeGreaterThan(10);
    for (const { config } of configs)
      expect(original(config)).not.toMatch(/hunter|hooks\.slack|discord\.example/);
  });

  it("leaves a receiver whose kinds Alertmanager lacks as its name", ({ expect }) => {
    const text = "route: { receiver: phone }\nreceivers: [{ name: phone, ntfy_configs: [{ topic: t }] }]\n";
    expect(original(text)).toContain("receivers:\n- name: phone\ntemplates: []\n");
  });

  it("is not confused by a text that is no YAML", ({ expect }) => {
    expect(original("route: [")).toContain("route:\n  continue: false\n");
  });
});

describe("originalOf, of a field that amtool 0.25 does not know", () => {
  const inGlobal = (body: string) => receiver("slack_configs: [{ api_url: 'http://a/b' }]", `{ ${body} }`);
  const slack = (body: string) => receiver(`slack_configs: [{ api_url: "http://a/b", ${body} }]`);
  const webhook = (body: string) => receiver(`webhook_configs: [{ url: "http://a/b", ${body} }]`);
  const pagerduty = (body: string) => receiver(`pagerduty_configs: [{ routing_key: a, ${body} }]`);
  const cases = [
    ["  labels:", receiver("labels: { name: one }"), receiver("labels: { team: a }")],
    ["  smtp_tls_config:", inGlobal("smtp_tls_config: {}"), inGlobal("smtp_tls_config: { server_name: a }")],
    ["  slack_app_url:", inGlobal(`slack_app_url: "${APP_URL}"`), inGlobal("slack_app_url: http://a/")],
    [
      "  rocketchat_api_url:",
      inGlobal("rocketchat_api_url: https://open.rocket.chat/"),
      inGlobal("rocketchat_api_url: http://a/"),
    ],
    ["    app_url:", slack(`app_url: "${APP_URL}"`), slack("app_url: http://a/")],
    ["    app_url:", inGlobal("{}"), inGlobal("slack_app_url: http://a/")],
    ["    timeout:", slack("timeout: 0s"), slack("timeout: 5s")],
    ["    timeout:", pagerduty("timeout: 0s"), pagerduty("timeout: 5s")],
    ["    timeout:", webhook("timeout: 0s"), webhook("timeout: 5s")],
    ["    url_file:", webhook('url_file: ""'), receiver("webhook_configs: [{ url_file: /a }]")],
  ] as const;
  it.for(cases)(
    "leaves out a default as in `%s`, and nothing else",
    ([line, asDefault, asSet], { expect }) => {
      expect(original(asDefault)).not.toContain(`\n${line}`);
      expect(original(asSet)).toContain(`\n${line}`);
    },
  );

  it("keeps the default of an entry that the global section would change", ({ expect }) => {
    const text = receiver(
      `slack_configs: [{ api_url: "http://a/b", app_url: "${APP_URL}" }]`,
      "{ slack_app_url: http://a/ }",
    );
    expect(original(text)).toContain(`\n    app_url: ${APP_URL}\n`);
  });

  it("leaves a bot whose messages are edited what the file says", ({ expect }) => {
    const bot = (update: string) =>
      receiver(`slack_configs: [{ app_token: a, channel: "#a", update_message: ${update} }]`);
    expect(original(bot("yes"))).toContain("    update_message: true\n");
    expect(original(bot("no"))).not.toContain("update_message");
  });
});

describe("originalOf, of the URL of a webhook, which is no secret to amtool 0.25", () => {
  const cases = [
    ["https://hooks.example/a/hunter2", "https://hooks.example/<secret>"],
    ["http://u:hunter2@Host.Example:8080/a?token=hunter2#hunter2", "http://host.example:8080/<secret>"],
    ["http://[::1]:9", "http://[::1]:9/<secret>"],
    ["https://hooks.example/<secret>", "https://hooks.example/<secret>"],
    ["<secret>", "<secret>"],
  ] as const;
  it.for(cases)("writes %s as %s", ([url, want], { expect }) => {
    const [entry] = parse(original(receiver(`webhook_configs: [{ url: "${url}" }]`))).receivers[0]
      .webhook_configs;
    expect(entry.url).toBe(want);
  });
});

/** What 0.33.1 writes here, it would refuse to read back, and amtool with it. */
describe("originalOf, where Alertmanager could not read itself", () => {
  it.for(["slack_app_token: xoxb-1", "slack_app_token_file: /run/secrets/token"])(
    "leaves a bot with %s what the file gave it",
    (token, { expect }) => {
      const text = original(receiver('slack_configs: [{ channel: "#a" }]', `{ ${token} }`));
      const [slack] = parse(text).receivers[0].slack_configs;
      expect(Object.keys(slack)).toContain(token.split(":")[0]?.replace("slack_", ""));
      expect(slack.api_url).toBeUndefined();
      expect(slack.http_config).toEqual({ follow_redirects: true, enable_http2: true });
    },
  );

  it("keeps an empty regular expression a text", ({ expect }) => {
    const text = 'route: { receiver: one, routes: [{ match_re: { a: "" } }] }\nreceivers: [{ name: one }]\n';
    expect(original(text)).toContain('  - match_re:\n      a: ""\n');
  });

  it("leaves out the webhooks of event_recorder, and keeps its other outputs", ({ expect }) => {
    const outputs = [
      "file_outputs: [{ path: /x }]",
      "kafka_outputs: [{ brokers: ['b:1'], topic: t, acks: all, buffer_size: 5, tls_config: {} }]",
    ].join(", ");
    const text = `${receiver("labels: {}")}event_recorder: { ${outputs}, webhook_outputs: [{ url: "http://a/b" }] }\n`;
    expect(parse(original(text)).event_recorder).toEqual({
      file_outputs: [{ path: "/x" }],
      kafka_outputs: [
        {
          brokers: ["b:1"],
          topic: "t",
          format: "json",
          acks: "all",
          buffer_size: 5,
          tls_config: { insecure_skip_verify: false },
        },
      ],
    });
  });
});

describe("originalOf, of words newer than 0.33.1", () => {
  it("leaves out the labels of a route", ({ expect }) => {
    const text = "route: { receiver: one, labels: { team: a } }\nreceivers: [{ name: one }]\n";
    expect(original(text)).toContain("route:\n  receiver: one\n  continue: false\nreceivers:");
  });

  it("leaves out a telegram timeout", ({ expect }) => {
    expect(original(receiver("telegram_configs: [{ bot_token: b, chat_id: 1, timeout: 5s }]"))).not.toContain(
      "timeout: 5s",
    );
  });

  const rule = (sources: string) =>
    `route: { receiver: one }\nreceivers: [{ name: one }]\ninhibit_rules: [{ name: r, target_matchers: [b="2"], sources: [${sources}] }]\n`;

  it("says one source of an inhibit rule in the older words", ({ expect }) => {
    expect(parse(original(rule('{ matchers: [a="1"], equal: [c] }'))).inhibit_rules).toEqual([
      { name: "r", source_matchers: ['a="1"'], target_matchers: ['b="2"'], equal: ["c"] },
    ]);
  });

  it("leaves out a rule with several sources, which the edge does not use either", ({ expect }) => {
    const text = original(rule('{ matchers: [a="1"] }, { matchers: [a="2"] }'));
    expect(text).not.toContain("inhibit_rules");
  });
});
