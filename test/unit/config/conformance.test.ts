import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findings, load } from "./harness.ts";

interface ConfigCase {
  readonly name: string;
  readonly configYAML: string;
  readonly expected: { readonly fallback: { readonly valid: boolean; readonly error?: string } };
}

interface InvalidRoute {
  readonly name: string;
  readonly routeTreeYAML: string;
  readonly error: string;
}

function fixture<T>(name: string): T {
  const path = join(import.meta.dirname, "../../fixtures/conformance", name);
  return JSON.parse(readFileSync(path, "utf8")) as T; // A fixture of our own: its shape is the test's business.
}

const { cases } = fixture<{ cases: ConfigCase[] }>("configs.json");
const { invalid } = fixture<{ invalid: InvalidRoute[] }>("routes.json");

/** Files that upstream loads, and we refuse because of a kind that we lack. */
const MISSING_KINDS: ReadonlyMap<string, string> = new Map([
  ["config_test.go TestMSTeamsV2GlobalProxyInheritedWhenNoLocalHTTPConfig", "msteamsv2_configs"],
  ["config_test.go TestMSTeamsV2GlobalProxyInheritedWhenPartialHTTPConfig", "msteamsv2_configs"],
  ["config_test.go TestMSTeamsV2LocalProxyTakesPrecedence", "msteamsv2_configs"],
]);

/** What upstream says as a Go error about Go types, we say about the file. */
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  ["invalid: unknown field", 'Unknown field "foo" in route'],
  ["matchers as string not list", 'Cannot read matchers: expected a list, got "a=\\"b\\""'],
]);

function errorsOf(yaml: string): readonly string[] {
  return findings(load(yaml)).filter((finding) => finding.includes(" error: "));
}

describe("whole files load or fail as in Alertmanager's fallback mode, in its words", () => {
  test("every case of the corpus is here", () => {
    expect(cases).toHaveLength(34);
    expect(invalid).toHaveLength(13);
  });

  test.each(cases.filter(({ name }) => !MISSING_KINDS.has(name)))("$name", ({ configYAML, expected }) => {
    const errors = errorsOf(configYAML);
    if (expected.fallback.valid) expect(errors).toEqual([]);
    else expect(errors.join("\n")).toContain(expected.fallback.error);
  });

  test.each(cases.filter(({ name }) => MISSING_KINDS.has(name)))("$name is refused by its kind", (config) => {
    const kind = MISSING_KINDS.get(config.name);
    const message = `Cannot use ${kind} in receiver "teams": this edge has no such kind`;
    expect(errorsOf(config.configYAML)).toEqual([expect.stringContaining(message)]);
  });
});

test.each(invalid)("$name", ({ name, routeTreeYAML, error }) => {
  const yaml = `route:\n${routeTreeYAML.replace(/^/gm, "  ")}\nreceivers: [{name: r}]\n`;
  expect(errorsOf(yaml).join("\n")).toContain(OWN_WORDS.get(name) ?? error);
});
