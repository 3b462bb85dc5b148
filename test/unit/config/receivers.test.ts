import { describe, expect, test } from "vitest";
import type { Issue, ReceiverConfig } from "../../../src/config/config.ts";
import { UPSTREAM_KINDS } from "../../../src/config/receivers.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import { configOf, findings, KINDS, kindOf, load } from "./harness.ts";

const ROUTE = "route: {receiver: r}\n";

function receiversOf(yaml: string): readonly ReceiverConfig[] {
  return configOf(load(ROUTE + yaml)).receivers;
}

test("each entry of a kind is one integration, numbered within its own list", () => {
  const [receiver] = receiversOf(`receivers:
- name: r
  webhook_configs: [{url: a}, {url: b}]
  slack_configs: [{channel: 42, on: yes}]
`);
  const shown = receiver?.integrations.map(({ kind, index, settings }) => [
    kind,
    index,
    (settings as { raw: unknown }).raw,
  ]);
  expect(shown).toEqual([
    ["webhook", 0, { url: "a" }],
    ["webhook", 1, { url: "b" }],
    // The kind's own schema decides whether `yes` is text or a boolean.
    ["slack", 0, { channel: 42, on: "yes" }],
  ]);
});

test("what a kind resolved is what the integration carries", () => {
  const kind = kindOf("webhook", () => ({ settings: { to: "x" }, sendResolved: false, secrets: ["A", "B"] }));
  const loaded = load(`${ROUTE}receivers: [{name: r, webhook_configs: [{}]}]`, [kind]);
  expect(configOf(loaded).receivers).toEqual([
    {
      name: "r",
      integrations: [
        {
          receiver: "r",
          kind: "webhook",
          index: 0,
          sendResolved: false,
          settings: { to: "x" },
          secrets: ["A", "B"],
        },
      ],
    },
  ]);
});

test("upstream's mask names a secret by kind and field, unless the field has its _file beside it", () => {
  const [receiver] = receiversOf(`receivers:
- name: r
  slack_configs: [{api_url: <secret>, channel: <secret>}, {api_url: <secret>, api_url_file: x}]
`);
  expect(receiver?.integrations.map(({ settings }) => (settings as { raw: unknown }).raw)).toEqual([
    { api_url_file: "slack_api_url", channel: "<secret>" },
    { api_url: "<secret>", api_url_file: "x" },
  ]);
});

describe("a kind's findings stand where the field was written", () => {
  const YAML = `${ROUTE}receivers:
- name: r
  webhook_configs:
  - url: x
    http_config:
      headers: [a, b]
`;

  test.each<[string, Issue["path"], string]>([
    ["a field", ["url"], "5:5"],
    ["a field below", ["http_config", "headers"], "7:7"],
    ["a list item", ["http_config", "headers", 1], "7:20"],
    ["a field that is not there", ["http_config", "missing"], "6:5"],
    ["the entry", [], "5:5"],
  ])("%s", (_, path, place) => {
    const kind = kindOf("webhook", () => ({ issues: [{ severity: "warning", path, message: "m" }] }));
    const loaded = load(YAML, [kind]);
    expect(findings(loaded)).toEqual([`${place} warning: m`]);
    expect(configOf(loaded).receivers[0]?.integrations).toHaveLength(1);
  });

  test("an error of a kind leaves no configuration", () => {
    const kind = kindOf("webhook", () => ({ issues: [{ severity: "error", path: ["url"], message: "m" }] }));
    const loaded = load(YAML, [kind]);
    expect(findings(loaded)).toEqual(["5:5 error: m"]);
    expect(loaded.config).toBeUndefined();
  });
});

describe("a finding about what an entry inherits stands in global, once for all entries", () => {
  const YAML = `global:
  http_config: {authorization: {type: Basic}}
  smtp_smarthost: mail:465
  slack_api_url: http://x
${ROUTE}receivers: [{name: r, webhook_configs: [{}, {}, {http_config: {}}]}]
`;

  test.each<[string, Issue["path"], readonly string[]]>([
    ["the same name", ["http_config", "authorization"], ["2:17 warning: m", "6:50 warning: m"]],
    ["with smtp_ before it", ["smarthost"], ["3:3 warning: m"]],
    ["with slack_ before it", ["api_url"], ["4:3 warning: m"]],
    ["no such field", ["title"], ["6:41 warning: m", "6:45 warning: m", "6:49 warning: m"]],
  ])("%s", (_, path, expected) => {
    const kind = kindOf("webhook", () => ({ issues: [{ severity: "warning", path, message: "m" }] }));
    const found = findings(load(YAML, [kind])).filter((finding) => finding.endsWith(": m"));
    expect(found).toEqual(expected);
  });

  test("the real kinds warn of an inherited field once", () => {
    const yaml = `global:
  http_config: {proxy_url: "http://proxy:3128"}
${ROUTE}receivers: [{name: r, webhook_configs: [{url: "https://a.example"}, {url: "https://b.example"}]}]
`;
    expect(findings(load(yaml, receiverKinds))).toEqual([
      "2:17 warning: proxy_url is not used: Workers have no outbound proxy; the request goes directly",
    ]);
  });
});

describe("a receiver that cannot be used is an error", () => {
  test.each([
    ["no name", "[{name: r}, {webhook_configs: []}]", "2:24 error: missing name in receiver"],
    ["a name twice", "[{name: r}, {name: r}]", '2:25 error: notification config name "r" is not unique'],
    [
      "a misspelt kind",
      "[{name: r, slak_configs: []}]",
      '2:23 error: Unknown field "slak_configs" in receiver, did you mean "slack_configs"?',
    ],
    [
      "an entry without a value",
      "[{name: r, webhook_configs: [~]}]",
      "2:41 error: Cannot read webhook_configs: expected a list of mappings",
    ],
    [
      "an entry that is text",
      "[{name: r, webhook_configs: [x]}]",
      "2:41 error: Cannot read webhook_configs: expected a list of mappings",
    ],
    [
      "entries that are no list",
      "[{name: r, webhook_configs: {url: x}}]",
      "2:23 error: Cannot read webhook_configs: expected a list",
    ],
    ["no mapping", "[r]", '2:13 error: Cannot read receiver: expected a mapping, got "r"'],
  ])("%s", (_, yaml, finding) => {
    expect(findings(load(`${ROUTE}receivers: ${yaml}`))).toContain(finding);
  });

  test.each([
    "https://a.example/hunter2",
    "[https://a.example/hunter2]",
    "{url: hunter2}",
    "[{url: [hunter2]}]",
  ])("a secret in the wrong place is not quoted: %s", (entries) => {
    const found = findings(
      load(`${ROUTE}receivers: [{name: r, webhook_configs: ${entries}}]`, receiverKinds),
    );
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain("hunter2");
  });

  const lacking = UPSTREAM_KINDS.filter((key) => !KINDS.some((kind) => kind.key === key));

  test.each(lacking)("%s is a kind that we lack, and the message lists those we have", (key) => {
    expect(findings(load(`${ROUTE}receivers: [{name: r, ${key}: [{}]}]`))).toEqual([
      `2:23 error: Cannot use ${key} in receiver "r": this edge has no such kind, it has email_configs, slack_configs, webhook_configs`,
    ]);
  });

  test("a kind that Alertmanager lacks belongs into the edge file", () => {
    const kinds = [kindOf("ntfy"), kindOf("slack")];
    expect(findings(load(`${ROUTE}receivers: [{name: r, ntfy_configs: [{}]}]`, kinds))).toEqual([
      '2:23 error: Cannot use ntfy_configs in receiver "r": Alertmanager, which knows no such kind, would refuse this file; write it under receivers in the edge file',
    ]);
    // What this edge has is what the routing file may hold.
    expect(findings(load(`${ROUTE}receivers: [{name: r, sns_configs: [{}]}]`, kinds))).toEqual([
      '2:23 error: Cannot use sns_configs in receiver "r": this edge has no such kind, it has slack_configs',
    ]);
  });
});

test("labels of a receiver are kept and warned of, and their name must be the receiver's", () => {
  const loaded = load(`${ROUTE}receivers: [{name: r, labels: {owner: x, floor: 2, empty: , name: r}}]`);
  expect(loaded.config?.receivers).toEqual([
    { name: "r", labels: { owner: "x", floor: "2", empty: "", name: "r" }, integrations: [] },
  ]);
  expect(findings(loaded)).toEqual([
    "2:23 warning: labels of a receiver only filter the API's lists: messages show the alerts' own labels",
  ]);
  expect(findings(load(`${ROUTE}receivers: [{name: r, labels: [a]}]`))).toEqual([
    "2:23 error: Cannot read labels: expected a mapping, got a list",
  ]);
  expect(findings(load(`${ROUTE}receivers: [{name: r, labels: {name: q}}]`))).toContain(
    '2:32 error: receiver label "name" must match receiver name "r", got "q"',
  );
});
