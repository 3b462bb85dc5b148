import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { configOf, findings, KINDS, loadWatch } from "./harness.ts";

describe("external_heartbeat_url", () => {
  test.each([
    ["external_heartbeat_url: https://hc.example/abc", { value: "https://hc.example/abc" }],
    ["external_heartbeat_url_file: /run/secrets/hc_url", { env: "HC_URL" }],
    ["external_heartbeat_url:", undefined],
    ["external_heartbeat_url_file: ''", undefined],
    ["timezone: UTC", undefined],
  ])("%s is read as %j", (yaml, want) => {
    expect(configOf(loadWatch(yaml)).edge.externalHeartbeatUrl).toEqual(want);
  });

  test.each([
    [
      "external_heartbeat_url: hc.example/abc",
      '1:1 error: Cannot use external_heartbeat_url: unsupported scheme "" for URL',
    ],
    [
      "external_heartbeat_url: https:///abc",
      "1:1 error: Cannot use external_heartbeat_url: missing host for URL",
    ],
    [
      "external_heartbeat_url: https://a.example\nexternal_heartbeat_url_file: b",
      "2:1 error: at most one of external_heartbeat_url & external_heartbeat_url_file must be configured",
    ],
  ])("%s is refused, and not quoted", (yaml, finding) => {
    expect(findings(loadWatch(yaml))).toEqual([finding]);
  });
});

describe("a probe with a role wants a heartbeat for the verdict", () => {
  const probes = `probes:
  - {name: a, module: tcp_connect, target: 'a.example:22'}
  - {name: b, role: box, module: tcp_connect, target: 'a.example:22'}
  - {name: c, role: ui, module: tcp_connect, target: 'a.example:22'}
`;
  const warning = '3:15 warning: no heartbeat says "bastion: true": the verdict has only probes to go by';

  test.each([
    ["none", "", [warning]],
    ["another one", "heartbeats: [{name: h, interval: 1m}]\n", [warning]],
    ["the bastion's", "heartbeats: [{name: h, interval: 1m, bastion: true}]\n", []],
  ])("with %s", (_, heartbeats, want) => {
    expect(findings(loadWatch(probes + heartbeats))).toEqual(want);
  });

  test("and a probe without one does not", () => {
    expect(findings(loadWatch("probes: [{name: a, module: tcp_connect, target: 'a.example:22'}]"))).toEqual(
      [],
    );
  });
});

test("names of time intervals are not missed while the routing file cannot be read", () => {
  const routing = { name: "routing.yaml", text: "route: [" };
  const edge = {
    name: "edge.yaml",
    text: "heartbeats: [{name: a, interval: 1m, mute_time_intervals: [nights]}]",
  };
  const { diagnostics } = loadConfig({ routing, edge }, KINDS);
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.filter(({ file }) => file === "edge.yaml")).toEqual([]);
});

test("what is read is frozen", () => {
  const { edge } = configOf(loadWatch("heartbeats: [{name: a, interval: 1m, labels: {b: c}}]"));
  expect(Object.isFrozen(edge.heartbeats[0]?.labels)).toBe(true);
});
