import { describe, expect, test } from "vitest";
import { MAX_WATCHED_NAME } from "../../../src/config/watched.ts";
import { configOf, findings, loadWatch } from "./harness.ts";

/** One heartbeat or probe with some fields more. */
const KINDS = [
  ["heartbeat", (fields: string) => `heartbeats: [{interval: 1m, ${fields}}]`],
  ["probe", (fields: string) => `probes: [{module: http_2xx, target: "https://a.example", ${fields}}]`],
] as const;

describe.each(KINDS)("what a %s has in common with the others", (kind, yaml) => {
  const read = (fields: string) => {
    const { heartbeats, probes } = configOf(loadWatch(yaml(fields))).edge;
    return kind === "heartbeat" ? heartbeats[0] : probes[0];
  };

  test("labels, time intervals and an objective are read", () => {
    expect(
      read("name: a, labels: {host: x}, mute_time_intervals: [nights, weekends], slo: 99.9%"),
    ).toMatchObject({
      name: "a",
      labels: { host: "x" },
      muteTimeIntervals: ["nights", "weekends"],
      slo: 0.999,
    });
  });

  test("each of them may be missing", () => {
    expect(read("name: a")).toMatchObject({ name: "a", labels: {}, muteTimeIntervals: [] });
    expect(read("name: a")).not.toHaveProperty("slo");
  });

  test.each(["a", "0", "Bastion.example_org-2", "x".repeat(MAX_WATCHED_NAME)])("%s is a name", (name) => {
    expect(read(`name: "${name}"`)?.name).toBe(name);
  });

  test.each(["", ".", "..", "-a", "a b", "a/b", "a%2F", "ä", "x".repeat(MAX_WATCHED_NAME + 1)])(
    "%j is none, for names stand in the path of a URL",
    (name) => {
      expect(findings(loadWatch(yaml(`name: "${name}"`)))).toEqual([
        expect.stringContaining("error: Cannot read name: expected 1 to 64 letters, digits, dots"),
      ]);
    },
  );

  test.each([
    ["night", 'undefined time interval "night" used in KIND, did you mean "nights"?'],
    ["holidays", 'undefined time interval "holidays" used in KIND'],
  ])("the time interval %s is refused when routing.yaml has none of that name", (name, message) => {
    expect(findings(loadWatch(yaml(`name: a, mute_time_intervals: [nights, ${name}]`)))).toEqual([
      expect.stringMatching(new RegExp(`error: ${message.replace("KIND", kind).replace("?", "\\?")}$`)),
    ]);
  });

  test("an objective of nothing or everything is refused", () => {
    expect(findings(loadWatch(yaml("name: a, slo: 100%")))).toEqual([
      expect.stringContaining(
        'Cannot read slo: expected a percentage such as 99.9% or a fraction such as 0.999, got "100%"',
      ),
    ]);
  });
});

test.each([
  [
    "two heartbeats",
    "heartbeats: [{name: a, interval: 1m}, {name: a, interval: 1m, matchers: []}]",
    "a heartbeat",
  ],
  [
    "two probes",
    "probes: [{name: a, module: tcp_connect, target: 'a.example:1'}, {name: a, module: tcp_connect, target: 'a.example:2'}]",
    "a probe",
  ],
  [
    "a heartbeat and a probe",
    "probes: [{name: a, module: tcp_connect, target: 'a.example:1'}]\nheartbeats: [{name: a, interval: 1m}]",
    "a heartbeat",
  ],
])("%s cannot have one name", (_, yaml, owner) => {
  expect(findings(loadWatch(yaml))).toEqual([
    expect.stringContaining(`error: name "a" is taken by ${owner}`),
  ]);
});
