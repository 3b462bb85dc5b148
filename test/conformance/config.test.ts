import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { receiverKinds } from "../../src/receiver/receivers.ts";
import { readTable } from "./table.ts";

interface ConfigRow {
  readonly name: string;
  readonly configYAML: string;
  readonly expected: { readonly fallback: { readonly valid: boolean; readonly error?: string } };
}

interface RouteRow {
  readonly name: string;
  readonly routeTreeYAML: string;
  readonly error: string;
}

const { cases } = readTable<{ cases: ConfigRow[] }>("configs");
const { invalid } = readTable<{ invalid: RouteRow[] }>("routes");

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

function errorsOf(text: string): readonly string[] {
  const { diagnostics } = loadConfig({ routing: { name: "routing.yaml", text } }, receiverKinds);
  return diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

describe("whole files load or fail as in Alertmanager's fallback mode, in its words", () => {
  test.each(cases.filter(({ name }) => !MISSING_KINDS.has(name)))("$name", ({ configYAML, expected }) => {
    const errors = errorsOf(configYAML);
    if (expected.fallback.valid) expect(errors).toEqual([]);
    else expect(errors.join("\n")).toContain(expected.fallback.error);
  });

  test.each(cases.filter(({ name }) => MISSING_KINDS.has(name)))("$name is refused by its kind", (row) => {
    const message = `Cannot use ${MISSING_KINDS.get(row.name)} in receiver "teams": this edge has no such kind`;
    expect(errorsOf(row.configYAML)).toEqual([expect.stringContaining(message)]);
  });
});

describe("routes that upstream refuses are refused", () => {
  test.each(invalid)("$name", ({ name, routeTreeYAML, error }) => {
    const yaml = `route:\n${routeTreeYAML.replace(/^/gm, "  ")}\nreceivers: [{name: r}]\n`;
    expect(errorsOf(yaml).join("\n")).toContain(OWN_WORDS.get(name) ?? error);
  });
});

describe("files load or fail as `amtool check-config` 0.33.1 says", () => {
  const verdicts = readTable<{ cases: { yaml: string; valid: boolean; ours?: boolean; why?: string }[] }>(
    "config-verdicts",
  ).cases;

  test.each(verdicts.filter(({ why }) => why === undefined))("$yaml: $valid", ({ yaml, valid }) => {
    const errors = errorsOf(yaml);
    if (valid) expect(errors).toEqual([]);
    else expect(errors).not.toEqual([]);
  });

  test.each(verdicts.filter(({ why }) => why !== undefined))("but $why: $yaml", ({ yaml, valid, ours }) => {
    expect(ours).toBe(!valid);
    expect(errorsOf(yaml).length === 0).toBe(ours);
  });

  test("in all cases but a few", () => {
    expect(verdicts.filter(({ why }) => why !== undefined)).toHaveLength(15);
  });
});
