import fc from "fast-check";
import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
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

test("whatever stands in the files, it is findings and no exception", () => {
  const words = fc.constantFrom(
    "name",
    "receiver",
    "matchers",
    "routes",
    "slack_configs",
    "http_config",
    "a=b",
    "<secret>",
    "1d",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(words, fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(words, fc.string()), tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  const field = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  const routing = field(
    "global",
    "route",
    "receivers",
    "inhibit_rules",
    "time_intervals",
    "templates",
    "tracing",
  );
  const edge = field("external_url", "timezone", "identities", "stale_after");
  fc.assert(
    fc.property(routing, edge, (routing, edge) => {
      const files = {
        routing: { name: "r", text: JSON.stringify(routing) },
        edge: { name: "e", text: JSON.stringify(edge) },
      };
      const { config, diagnostics } = loadConfig(files, receiverKinds);
      const hasError = diagnostics.some(({ severity }) => severity === "error");
      expect(config === undefined).toBe(hasError);
      for (const { line, column } of diagnostics) expect(Math.min(line, column)).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
