import { describe, expect, test } from "vitest";
import { edgeReceiverAt } from "../../../src/config/edge-receivers.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { missingSecrets } from "../../../src/config/missing-secrets.ts";
import { configOf, findings, kindOf } from "./harness.ts";

const KINDS = [kindOf("slack"), kindOf("ntfy", () => ({ secrets: ["NTFY_TOKEN"] }))];
const ROUTING = `global: {http_config: {follow_redirects: false}}
route: {receiver: chat}
receivers:
  - name: chat
    slack_configs: [{channel: a}]
  - name: pager
`;

function filesOf(edge: string, routing = ROUTING) {
  return { routing: { name: "routing.yaml", text: routing }, edge: { name: "edge.yaml", text: edge } };
}

function load(edge: string, routing?: string) {
  return loadConfig(filesOf(edge, routing), KINDS);
}

describe("receivers of the edge file", () => {
  test("add their entries to the receivers of that name, behind those of the routing file", () => {
    const { receivers } = configOf(
      load("receivers:\n  - name: chat\n    ntfy_configs: [{topic: a}, {topic: b}]\n"),
    );
    const shown = receivers.map(({ name, integrations }) => [
      name,
      integrations.map(({ receiver, kind, index }) => [receiver, kind, index]),
    ]);
    expect(shown).toEqual([
      [
        "chat",
        [
          ["chat", "slack", 0],
          ["chat", "ntfy", 0],
          ["chat", "ntfy", 1],
        ],
      ],
      ["pager", []],
    ]);
  });

  test("take nothing from the routing file's global", () => {
    const [, pager] = configOf(load("receivers: [{name: pager, ntfy_configs: [{topic: a}]}]")).receivers;
    expect(pager?.integrations[0]?.settings).toEqual({ raw: { topic: "a" }, global: {} });
  });

  test("may be a fallback that the routing file alone would leave without an integration", () => {
    const routes = "routes: [{fallback: pager}]\n";
    expect(findings(load(routes))).toEqual([
      '1:11 error: Cannot use fallback "pager": it tells nobody: it has no integration',
    ]);
    expect(findings(load(`${routes}receivers: [{name: pager, ntfy_configs: [{}]}]\n`))).toEqual([]);
  });

  test("are read beside a routing file that is broken, without being held against it", () => {
    const found = findings(load("receivers: [{name: pagre, ntfy_configs: x}]", "route: ["));
    expect(found.join("\n")).toContain("1:27 error: Cannot read ntfy_configs: expected a list");
    expect(found.join("\n")).not.toContain("pagre");
  });

  test("are none where the file says nothing of them", () => {
    expect(configOf(load("timezone: UTC")).receivers.map(({ integrations }) => integrations.length)).toEqual([
      1, 0,
    ]);
  });
});

describe("it is an error at its place to extend receivers by", () => {
  test.each([
    [
      "a name that the routing file lacks",
      "[{name: pagre, ntfy_configs: [{}]}]",
      '1:14 error: Cannot extend receiver "pagre": it is not among those of the routing file, did you mean "pager"?',
    ],
    ["no name", "[{ntfy_configs: [{}]}]", "1:13 error: missing name in receiver"],
    ["the same name twice", "[{name: chat}, {name: chat}]", '1:28 error: receiver "chat" stands here twice'],
    [
      "a kind of Alertmanager's",
      "[{name: chat, slack_configs: [{}]}]",
      "1:26 error: Cannot use slack_configs here: it belongs into the routing file, whose format knows it",
    ],
    [
      "anything else",
      "[{name: chat, ntfy_config: [{}]}]",
      '1:26 error: Unknown field "ntfy_config" in receiver, did you mean "ntfy_configs"?',
    ],
    [
      "an entry that is no mapping",
      "[{name: chat, ntfy_configs: [x]}]",
      "1:41 error: Cannot read ntfy_configs: expected a list of mappings",
    ],
    ["a name alone", "[chat]", '1:13 error: Cannot read receiver: expected a mapping, got "chat"'],
    ["no list", "chat", "1:1 error: Cannot read receivers: expected a list"],
  ])("%s", (_, receivers, finding) => {
    const loaded = load(`receivers: ${receivers}\n`);
    expect(findings(loaded)).toEqual([finding]);
    expect(loaded.config).toBeUndefined();
  });
});

const TWO = `receivers:
  - name: pager
  - name: chat
    ntfy_configs:
      - topic: x
`;

test("a secret that such an entry lacks is one finding in the edge file, at the entry", () => {
  const files = filesOf(TWO);
  expect(missingSecrets(configOf(loadConfig(files, KINDS)), KINDS, files, {})).toEqual([
    {
      file: "edge.yaml",
      line: 5,
      column: 9,
      message: 'Secret NTFY_TOKEN is not set: needed by receiver "chat"',
    },
  ]);
});

test.each([
  ["chat", TWO, 1],
  ["nobody", TWO, -1],
  ["chat", "receivers: [", -1],
  ["chat", "timezone: UTC", -1],
])("the entry of %s is number %#", (name, text, at) => {
  expect(edgeReceiverAt({ name: "edge.yaml", text }, name)).toBe(at);
});
