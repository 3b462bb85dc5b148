import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LoadedConfig, loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import { configOf, KINDS, ROUTING } from "./harness.ts";

function load(edge: string | undefined, probes: string): LoadedConfig {
  const files = {
    routing: { name: "routing.yaml", text: ROUTING },
    ...(edge !== undefined && { edge: { name: "edge.yaml", text: edge } }),
    probes: { name: "probes.yaml", text: probes },
  };
  return loadConfig(files, KINDS);
}

function told({ diagnostics }: LoadedConfig): readonly string[] {
  return diagnostics.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

const probe = (name: string, module = "tcp_connect") =>
  `- {name: ${name}, module: ${module}, target: "a.example:22"}\n`;

describe("the probes of probes.yaml", () => {
  test("come after those of edge.yaml", () => {
    const { probes } = configOf(load(`probes:\n${probe("a")}`, `probes:\n${probe("b")}${probe("c")}`)).edge;
    expect(probes.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("need no edge.yaml", () => {
    const { edge } = configOf(load(undefined, `probes:\n${probe("a")}`));
    expect(edge).toMatchObject({ heartbeats: [], probes: [{ name: "a" }] });
    expect(edge).toMatchObject({ timezone: "UTC" });
  });

  test("take modules from edge.yaml", () => {
    const modules = "modules: {ssh: {prober: tcp, tcp: {query_response: [{expect: ^SSH}]}}}\n";
    const { probes } = configOf(load(modules, `probes:\n${probe("a", "ssh")}`)).edge;
    expect(probes[0]?.module).toMatchObject({ name: "ssh", queryResponse: [{ expect: "^SSH" }] });
  });

  test.each(["", "# none\n", "probes:\n", "probes: []\n"])("may be none: %j", (text) => {
    const loaded = load("timezone: UTC", text);
    expect(told(loaded)).toEqual([]);
    expect(configOf(loaded).edge.probes).toEqual([]);
  });

  test("a name in both files is an error that tells of both places", () => {
    const edge = `timezone: UTC\nprobes:\n  ${probe("a").trimEnd()}\n`;
    expect(told(load(edge, `# rendered\nprobes:\n${probe("b")}${probe("a")}`))).toEqual([
      'probes.yaml:4:4: name "a" is taken by a probe (edge.yaml:3:5)',
    ]);
  });

  test("so is the name of a heartbeat", () => {
    const edge = "heartbeats:\n  - {name: a, interval: 1m}\n";
    expect(told(load(edge, `probes:\n${probe("a")}`))).toEqual([
      'probes.yaml:2:4: name "a" is taken by a heartbeat (edge.yaml:2:5)',
    ]);
  });

  test("a name twice in probes.yaml names no other file", () => {
    expect(told(load(undefined, `probes:\n${probe("a")}${probe("a")}`))).toEqual([
      'probes.yaml:3:4: name "a" is taken by a probe',
    ]);
  });

  test.each([
    ["heartbeats: []", 'probes.yaml:1:1: Unknown field "heartbeats" in the probes file'],
    ["- a", "probes.yaml:1:1: Cannot read the probes file: expected a mapping, got a list"],
    ["probes: {a: b}", "probes.yaml:1:1: Cannot read probes: expected a list"],
    [
      `probes:\n${probe("a", "http_2")}`,
      'probes.yaml:2:13: undefined module "http_2" used in probe, did you mean "http_2xx"?',
    ],
  ])("%j is refused at its place", (text, finding) => {
    expect(told(load("timezone: UTC", text))).toEqual([finding]);
  });

  test("a role without a heartbeat of Bastion is warned of where it stands", () => {
    const text = "probes:\n- {name: a, role: box, module: tcp_connect, target: 'a.example:22'}\n";
    expect(told(load(undefined, text))).toEqual([
      expect.stringMatching(/^probes\.yaml:2:13: no heartbeat says "bastion: true"/),
    ]);
    const heartbeat = "heartbeats: [{name: bastion, interval: 1m, bastion: true}]\n";
    expect(told(load(heartbeat, text))).toEqual([]);
  });

  test("findings come after those of edge.yaml", () => {
    expect(told(load("\n\nfoo: 1\n", "bar: 1\n"))).toEqual([
      'edge.yaml:3:1: Unknown field "foo" in the edge file',
      'probes.yaml:1:1: Unknown field "bar" in the probes file',
    ]);
  });
});

test("the shipped probes file loads beside the shipped edge file, without a finding", () => {
  const file = (name: string) => ({
    name,
    text: readFileSync(join(import.meta.dirname, "../../../config", name), "utf8"),
  });
  const files = { routing: file("routing.yaml"), edge: file("edge.yaml"), probes: file("probes.yaml") };
  expect(told(loadConfig(files, receiverKinds))).toEqual([]);
});
