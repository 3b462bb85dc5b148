import { describe, expect, test } from "vitest";
import { formatMatcher } from "../../../src/alert/matcher.ts";
import type { HeartbeatConfig } from "../../../src/config/config.ts";
import {
  DEFAULT_GRACE_INTERVALS,
  DEFAULT_MATCHER,
  MIN_HEARTBEAT_INTERVAL_MS,
} from "../../../src/config/heartbeats.ts";
import { configOf, findings, loadWatch } from "./harness.ts";

function heartbeatsOf(yaml: string): readonly HeartbeatConfig[] {
  return configOf(loadWatch(`heartbeats: [${yaml}]`)).edge.heartbeats;
}

test("every field is read", () => {
  const [heartbeat] =
    heartbeatsOf(`{name: bastion, matchers: ['alertname="Alive"', cluster=~"a|b"], interval: 15s,
    grace: 30s, bastion: yes, labels: {severity: page}, annotations: {summary: gone}, slo: 99%}`);
  expect(heartbeat).toMatchObject({
    name: "bastion",
    intervalMs: 15_000,
    graceMs: 30_000,
    bastion: true,
    labels: { severity: "page" },
    annotations: { summary: "gone" },
    slo: 0.99,
  });
  expect(heartbeat?.matchers.map(formatMatcher)).toEqual(['alertname="Alive"', 'cluster=~"a|b"']);
});

test("name and interval suffice", () => {
  const [heartbeat] = heartbeatsOf("{name: a, interval: 1m}");
  const { matchers, ...rest } = heartbeat ?? { matchers: [] };
  expect(rest).toEqual({
    name: "a",
    intervalMs: 60_000,
    graceMs: 60_000 * DEFAULT_GRACE_INTERVALS,
    bastion: false,
    labels: {},
    annotations: {},
    muteTimeIntervals: [],
  });
  expect(matchers.map(formatMatcher)).toEqual([DEFAULT_MATCHER]);
});

describe("what renews it", () => {
  test.each([
    ["no matchers are named", "", ['alertname="Watchdog"']],
    ["they are left empty", "matchers:,", ['alertname="Watchdog"']],
    ["the list is empty: pings alone", "matchers: [],", []],
    ["one entry holds two", `matchers: ['{alertname="A", b="c"}'],`, ['alertname="A"', 'b="c"']],
  ])("when %s", (_, field, want) => {
    const [heartbeat] = heartbeatsOf(`{name: a, ${field} interval: 1m}`);
    expect(heartbeat?.matchers.map(formatMatcher)).toEqual(want);
  });

  test.each([
    ["negative ones", `'alertname!="X"', 'severity!~"a.*"'`],
    ["one that needs no label", `'team=~".*"'`],
    ["one for a missing label", `'team=""'`],
  ])("cannot be %s alone: they would swallow nearly every alert", (_, matchers) => {
    expect(findings(loadWatch(`heartbeats: [{name: a, interval: 1m, matchers: [${matchers}]}]`))).toEqual([
      "1:38 error: matchers that hold for an alert without labels would swallow nearly every alert",
    ]);
  });

  test("is warned of when no alertname is among them", () => {
    expect(
      findings(loadWatch(`heartbeats: [{name: a, interval: 1m, matchers: ['severity="none"']}]`)),
    ).toEqual(["1:38 warning: what renews a heartbeat is never notified: name its alertname too"]);
  });

  test("is refused where it cannot be parsed", () => {
    expect(findings(loadWatch(`heartbeats: [{name: a, interval: 1m, matchers: ['a=~"("']}]`))).toEqual([
      expect.stringContaining('1:49 error: Cannot parse matcher "a=~\\"(\\""'),
    ]);
  });
});

describe("two heartbeats that one Watchdog renews are warned of", () => {
  const message =
    'warning: one Watchdog renews heartbeat "a" and heartbeat "b": give each a matcher of its own, such as cluster="b"';
  test.each([
    ["both by default", "", ""],
    ["one by default, one by an expression", "", `, matchers: ['alertname=~"Watch.*"']`],
    [
      "both by its name",
      `, matchers: ['alertname="Watchdog"']`,
      `, matchers: ['alertname="Watchdog"', 'severity="none"']`,
    ],
  ])("%s", (_, a, b) => {
    const found = findings(
      loadWatch(`heartbeats: [{name: a, interval: 1m${a}}, {name: b, interval: 1m${b}}]`),
    );
    expect(found).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [
      "by clusters of their own",
      `, matchers: ['alertname="Watchdog"', 'cluster="a"']`,
      `, matchers: ['alertname="Watchdog"', 'cluster="b"']`,
    ],
    ["one by pings", "", ", matchers: []"],
    ["both by pings", ", matchers: []", ", matchers: []"],
  ])("not %s", (_, a, b) => {
    expect(
      findings(loadWatch(`heartbeats: [{name: a, interval: 1m${a}}, {name: b, interval: 1m${b}}]`)),
    ).toEqual([]);
  });
});

test("one heartbeat alone can stand for the bastion", () => {
  const yaml =
    "heartbeats: [{name: a, interval: 1m, bastion: true}, {name: b, interval: 1m, bastion: true, matchers: []}]";
  expect(findings(loadWatch(yaml))).toEqual([
    '1:78 error: heartbeat "b" cannot be bastion: "a" is, and the verdict speaks of one machine',
  ]);
});

test("the shortest interval is a second", () => {
  const yaml = (ms: number) => `heartbeats: [{name: a, interval: ${ms}ms}]`;
  expect(findings(loadWatch(yaml(MIN_HEARTBEAT_INTERVAL_MS)))).toEqual([]);
  expect(findings(loadWatch(yaml(MIN_HEARTBEAT_INTERVAL_MS - 1)))).toEqual([
    "1:24 error: interval must be at least 1s",
  ]);
});

test.each([
  ["{interval: 1m}", '1:14 error: Cannot read heartbeat: "name" is missing'],
  ["{name: a}", '1:14 error: Cannot read heartbeat: "interval" is missing'],
  ["{name: a, interval: 60}", '1:24 error: Cannot read interval: not a valid duration string: "60"'],
  [
    "{name: a, interval: 1m, grace: 0s}",
    "1:38 warning: grace 0s raises the alarm for a ping that is a moment late",
  ],
  ["{name: a, interval: 1m, bastion: 1}", "1:38 error: Cannot read bastion: expected true or false, got 1"],
  [
    "{name: a, interval: 1m, matcher: []}",
    '1:38 error: Unknown field "matcher" in heartbeat, did you mean "matchers"?',
  ],
  ["a", '1:14 error: Cannot read heartbeat: expected a mapping, got "a"'],
])("%s is told of", (yaml, finding) => {
  expect(findings(loadWatch(`heartbeats: [${yaml}]`))).toEqual([finding]);
});

test("heartbeats are a list", () => {
  expect(findings(loadWatch("heartbeats: {a: 1m}"))).toEqual([
    "1:1 error: Cannot read heartbeats: expected a list",
  ]);
});
