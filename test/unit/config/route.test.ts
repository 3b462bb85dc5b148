import { describe, expect, test } from "vitest";
import type { RouteConfig } from "../../../src/config/config.ts";
import { configOf, findings, load } from "./harness.ts";

const NAMES = "receivers: [{name: a}, {name: beta}]\ntime_intervals: [{name: nights, time_intervals: []}]\n";

function routeOf(route: string): RouteConfig {
  return configOf(load(`${NAMES}route:\n${route.replace(/^/gm, "  ")}`)).route;
}

function errorsOf(route: string): readonly string[] {
  return findings(load(`${NAMES}route:\n${route.replace(/^/gm, "  ")}`));
}

describe("a route is read as written", () => {
  test("one that gives nothing but a receiver leaves the rest to be inherited", () => {
    expect(routeOf("receiver: a")).toEqual({
      receiver: "a",
      matchers: [],
      continue: false,
      muteTimeIntervals: [],
      activeTimeIntervals: [],
      routes: [],
    });
  });

  test("every field arrives under its own name, with durations in milliseconds", () => {
    const { routes } = routeOf(`receiver: a
routes:
  - receiver: beta
    group_by: [alertname, instance]
    group_wait: 0s
    group_interval: 1m
    repeat_interval: 1d
    continue: yes
    mute_time_intervals: [nights]
    active_time_intervals: [nights]`);
    expect(routes).toEqual([
      {
        receiver: "beta",
        groupBy: ["alertname", "instance"],
        groupByAll: false,
        groupWaitMs: 0,
        groupIntervalMs: 60_000,
        repeatIntervalMs: 86_400_000,
        matchers: [],
        continue: true,
        muteTimeIntervals: ["nights"],
        activeTimeIntervals: ["nights"],
        routes: [],
      },
    ]);
  });

  test.each([
    ["[...]", { groupByAll: true }],
    ["['...']", { groupByAll: true }],
    ["[]", { groupBy: [], groupByAll: false }],
    ["[a, b]", { groupBy: ["a", "b"], groupByAll: false }],
    ["[1, yes]", { groupBy: ["1", "yes"], groupByAll: false }],
  ])("group_by %s", (groupBy, expected) => {
    const { groupBy: labels, groupByAll } = routeOf(`receiver: a\ngroup_by: ${groupBy}`);
    expect({ groupBy: labels, groupByAll }).toEqual({ groupBy: undefined, ...expected });
  });

  test("the three forms of matchers add up, and match_re keeps upstream's anchors", () => {
    const { routes } = routeOf(`receiver: a
routes:
  - match: {job: 5, empty: }
    match_re: {env: "prod.*"}
    matchers: ['severity=critical', '{a="b", c!~"d"}']`);
    const matchers = routes[0]?.matchers.map(({ name, op, value }) => `${name}${op}${value}`);
    expect(matchers).toEqual(["job=5", "empty=", "env=~^(?:prod.*)$", "severity=critical", "a=b", "c!~d"]);
    expect(routes[0]?.matchers[2]?.matches({ env: "production" })).toBe(true);
    expect(routes[0]?.matchers[2]?.matches({ env: "preproduction" })).toBe(false);
  });
});

describe("a route that upstream refuses is refused, at its place", () => {
  test.each([
    [
      "unknown receiver",
      "receiver: a\nroutes: [{receiver: betta}]",
      '5:13 error: undefined receiver "betta" used in route, did you mean "beta"?',
    ],
    ["no receiver at all", "group_wait: 1s", "3:1 error: root route must specify a default receiver"],
    [
      "unknown interval",
      "receiver: a\nroutes: [{mute_time_intervals: [nights, night]}]",
      '5:43 error: undefined time interval "night" used in route, did you mean "nights"?',
    ],
    [
      "empty label in group_by",
      'receiver: a\ngroup_by: [""]',
      '5:14 error: invalid label name "" in group_by list',
    ],
    [
      "label twice in group_by",
      "receiver: a\ngroup_by: [x, y, x]",
      '5:20 error: duplicated label "x" in group_by',
    ],
    [
      "misspelt field",
      "receiver: a\ngrup_by: [x]",
      '5:3 error: Unknown field "grup_by" in route, did you mean "group_by"?',
    ],
    ["unknown field without a value", "receiver: a\nfoo:", '5:3 error: Unknown field "foo" in route'],
    [
      "no boolean",
      "receiver: a\nroutes: [{continue: maybe}]",
      '5:13 error: Cannot read continue: expected true or false, got "maybe"',
    ],
    [
      "no list",
      "receiver: a\nroutes: {receiver: beta}",
      "5:3 error: Cannot read routes: expected a list, got a mapping",
    ],
    [
      "an entry without a value",
      "receiver: a\nroutes: [~]",
      "5:12 error: Cannot read route: expected a mapping, got null",
    ],
    [
      "matcher without operator",
      "receiver: a\nroutes: [{matchers: ['a']}]",
      /^5:24 error: Cannot parse matcher.* "a"/,
    ],
    [
      "bad label in match",
      "receiver: a\nroutes: [{match: {a-b: c}}]",
      '5:21 error: invalid label name "a-b"',
    ],
    [
      "bad label in match_re",
      "receiver: a\nroutes: [{match_re: {1a: c}}]",
      '5:24 error: invalid label name "1a"',
    ],
    [
      "matchers at the root",
      "receiver: a\nmatch: {a: b}",
      "5:3 error: root route must not have any matchers",
    ],
    ["continue at the root", "receiver: a\ncontinue: on", "5:3 error: cannot have continue in root route"],
  ])("%s", (_, route, finding) => {
    const found = errorsOf(route);
    expect(found).toHaveLength(1);
    if (typeof finding === "string") expect(found).toEqual([finding]);
    else expect(found[0]).toMatch(finding);
  });

  test("what the root must not have may be there and empty", () => {
    expect(errorsOf("receiver: a\nmatchers: []\nmatch: {}\nmute_time_intervals: []\ncontinue: no")).toEqual(
      [],
    );
  });

  test("an error in a route does not hide those below it", () => {
    const found = errorsOf(
      "receiver: a\ngroup_wait: 5\nroutes:\n  - {receiver: x}\n  - {routes: [{foo: 1}]}",
    );
    expect(found).toEqual([
      '5:3 error: Cannot read group_wait: not a valid duration string: "5"',
      '7:8 error: undefined receiver "x" used in route',
      '8:18 error: Unknown field "foo" in route',
    ]);
  });
});

test("labels of a route are read and one warning says that they are not used", () => {
  const loaded = load(`${NAMES}route: {receiver: a, labels: {team: x}}`);
  expect(findings(loaded)).toEqual([
    "3:22 warning: labels of a route are not used: messages show the alerts' own labels",
  ]);
  expect(loaded.config).toBeDefined();
});
