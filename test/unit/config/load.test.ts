import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { configOf, findings, KINDS, load, ROUTING } from "./harness.ts";

test("a configuration without errors is frozen all the way down", () => {
  const config = configOf(
    load(`${ROUTING}time_intervals: [{name: n, time_intervals: [{weekdays: [monday]}]}]
inhibit_rules: [{source_matchers: [a=1], target_matchers: [b=2], equal: [c]}]`),
  );
  for (const part of [
    config,
    config.route,
    config.route.routes,
    config.receivers[0],
    config.edge.identities,
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
  expect(Object.isFrozen(config.inhibitRules[0]?.equal)).toBe(true);
  expect(Object.isFrozen(config.timeIntervals.get("n")?.[0]?.weekdays)).toBe(true);
  expect(config.inhibitRules[0]?.sourceMatchers[0]?.matches({ a: "1" })).toBe(true);
});

test("findings of both files come in the order of the files, then of the lines", () => {
  const { config, diagnostics } = loadConfig(
    {
      routing: { name: "routing.yaml", text: "templates: [x]\nroute: {receiver: a}\nglobal: {foo: 1}\n" },
      edge: { name: "edge.yaml", text: "timezone: Nowhere\nbar: 1\n" },
    },
    KINDS,
  );
  expect(config).toBeUndefined();
  expect(diagnostics.map(({ file, line, severity }) => `${file}:${line} ${severity}`)).toEqual([
    "routing.yaml:1 warning",
    "routing.yaml:2 error",
    "routing.yaml:3 error",
    "edge.yaml:1 error",
    "edge.yaml:2 error",
  ]);
});

test("an error in the edge file alone leaves no configuration", () => {
  const files = { routing: { name: "r", text: ROUTING }, edge: { name: "e", text: "a: [" } };
  const { config, diagnostics } = loadConfig(files, KINDS);
  expect(config).toBeUndefined();
  expect(diagnostics).toMatchObject([{ severity: "error", file: "e", line: 1 }]);
});

test("a file that is no mapping is refused", () => {
  expect(findings(load("just text"))).toEqual([
    '1:1 error: Cannot read the routing file: expected a mapping, got "just text"',
  ]);
});

test("windows line ends and a byte order mark change nothing", () => {
  expect(findings(load(`\uFEFF${ROUTING.replaceAll("\n", "\r\n")}foo: 1\r\n`))).toEqual([
    '3:1 error: Unknown field "foo" in the routing file',
  ]);
});
