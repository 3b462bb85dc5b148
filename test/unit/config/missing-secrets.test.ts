import { expect, test } from "vitest";
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
  return missingSecrets(config, KINDS, { name: "routing.yaml", text: ROUTING }, env);
}

test("each missing secret is one finding at the first integration that needs it", () => {
  expect(missing({})).toEqual([
    {
      file: "routing.yaml",
      line: 5,
      column: 5,
      message: 'Secret SLACK_API_URL is not set: needed by receivers "a", "b"',
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
