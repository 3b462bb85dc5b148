import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";

const ROUTING = `
route: { receiver: chat }
receivers:
  - name: chat
    webhook_configs: [{ url: "https://example.org/hook" }]
  - name: nobody
`;

function load(edge: string, routing = ROUTING) {
  const files = { routing: { name: "routing.yaml", text: routing }, edge: { name: "edge.yaml", text: edge } };
  return loadConfig(files, receiverKinds);
}

function findings(edge: string, routing?: string) {
  return load(edge, routing).diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe("routes of the edge file", () => {
  test("are read in their order, with their matchers", () => {
    const { config, diagnostics } = load(
      `routes:\n  - matchers: ['team="db"']\n    fallback: chat\n  - fallback: chat\n`,
    );
    expect(diagnostics).toEqual([]);
    const [first, second] = config?.edge.fallbacks ?? [];
    expect([first?.fallback, first?.matchers.map(({ name, value }) => [name, value])]).toEqual([
      "chat",
      [["team", "db"]],
    ]);
    expect(second).toEqual({ matchers: [], fallback: "chat" });
  });

  test("are none when the file says nothing of them", () => {
    expect(load("timezone: UTC").config?.edge.fallbacks).toEqual([]);
  });

  test.each([
    [
      "a receiver that is not there",
      "routes:\n  - fallback: pagre\n",
      '2:5 Cannot use fallback "pagre": it is not among the receivers of the routing file',
    ],
    [
      "a receiver that tells nobody",
      "routes:\n  - fallback: nobody\n",
      '2:5 Cannot use fallback "nobody": it tells nobody: it has no integration',
    ],
    ["a route without a fallback", "routes:\n  - matchers: []\n", "2:5 "],
    ["a matcher that cannot be read", `routes:\n  - matchers: ['a=~"("']\n    fallback: chat\n`, "2:16 "],
    ["a field that is not known", "routes:\n  - fallback: chat\n    fallbcak: chat\n", "3:5 "],
    ["something that is no list", "routes: chat\n", "1:1 "],
  ])("%s is an error at its place", (_, edge, expected) => {
    expect(load(edge).config).toBeUndefined();
    expect(findings(edge)).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
  });

  test("are not held against a routing file that cannot be read", () => {
    expect(
      findings("routes:\n  - fallback: chat\n", "route: [").filter((one) => one.includes("fallback")),
    ).toEqual([]);
  });
});
