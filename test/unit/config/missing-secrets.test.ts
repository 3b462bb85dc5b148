import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { missingSecrets } from "../../../src/config/missing-secrets.ts";
import { configOf, kindOf, load } from "./harness.ts";

const KINDS = [
  kindOf("slack", () => ({ secrets: ["SLACK_API_URL"] })),
  kindOf("webhook", () => ({ secrets: ["HOOK", "SLACK_API_URL"] })),
];
const ROUTING = `route: {receiver: a}
receivers:
- name: a
  slack_configs:
  - channel: x
- name: b
  webhook_configs: [{}, {}]
  slack_configs: [{}]
`;

function missing(env: Record<string, string | undefined>) {
  const config = configOf(load(ROUTING, KINDS));
  return missingSecrets(config, KINDS, { routing: { name: "routing.yaml", text: ROUTING } }, env);
}

test("each missing secret is one finding at the first integration that needs it", () => {
  expect(missing({})).toEqual([
    {
      file: "routing.yaml",
      line: 5,
      column: 5,
      message: 'Secret SLACK_API_URL is not set: needed by receiver "a", receiver "b"',
    },
    { file: "routing.yaml", line: 7, column: 21, message: 'Secret HOOK is not set: needed by receiver "b"' },
  ]);
});

test.each([
  [{ SLACK_API_URL: "x", HOOK: "y" }, []],
  [{ SLACK_API_URL: "x", HOOK: "" }, ["HOOK"]],
  [{ HOOK: "y" }, ["SLACK_API_URL"]],
])("with %j in the environment, %j are missing", (env, names) => {
  expect(missing(env).map(({ message }) => message.split(" ")[1])).toEqual(names);
});

test("a secret of the watch is one finding in the edge file, at what names it", () => {
  const edge = {
    name: "edge.yaml",
    text: `modules:
  own:
    prober: http
    http:
      http_headers: {A: {files: [probe]}}
probes:
  - {name: p, module: own, target: "https://a.example"}
  - {name: q, module: own, target: "https://b.example"}
external_heartbeat_url_file: hc
`,
  };
  const files = { routing: { name: "routing.yaml", text: ROUTING }, edge };
  const env = { SLACK_API_URL: "x", HOOK: "y" };
  expect(missingSecrets(configOf(loadConfig(files, KINDS)), KINDS, files, env)).toEqual([
    {
      file: "edge.yaml",
      line: 5,
      column: 7,
      message: 'Secret PROBE is not set: needed by probe "p", probe "q"',
    },
    {
      file: "edge.yaml",
      line: 9,
      column: 1,
      message: "Secret HC is not set: needed by external_heartbeat_url_file",
    },
  ]);
});
