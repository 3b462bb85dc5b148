import { expect, test } from "vitest";
import { configOf, findings, load, ROUTING } from "./harness.ts";

test("both lists make one map of intervals", () => {
  const { timeIntervals } = configOf(
    load(`${ROUTING}mute_time_intervals:
- {name: old, time_intervals: [{weekdays: [saturday]}]}
time_intervals:
- {name: new, time_intervals: [{times: [{start_time: 09:00, end_time: '17:00'}]}, {location: Europe/Berlin}]}
- {name: never}
`),
  );
  expect([...timeIntervals]).toEqual([
    ["old", [{ weekdays: [{ start: 6, end: 6 }] }]],
    ["new", [{ times: [{ start: 540, end: 1020 }] }, { location: "Europe/Berlin" }]],
    ["never", []],
  ]);
});

test.each([
  ["no name", "time_intervals:\n- time_intervals: []", "4:3 error: missing name in time interval"],
  [
    "no name, deprecated",
    "mute_time_intervals:\n- name: ''",
    "4:3 error: missing name in mute time interval",
  ],
  ["a name twice", "time_intervals:\n- name: a\n- name: a", '5:3 error: time interval "a" is not unique'],
  [
    "a name in both lists",
    "mute_time_intervals:\n- name: a\ntime_intervals:\n- name: a",
    '6:3 error: time interval "a" is not unique',
  ],
  [
    "an unknown field",
    "time_intervals:\n- {name: a, interval: []}",
    '4:13 error: Unknown field "interval" in time interval',
  ],
  ["no mapping", "time_intervals: [a]", '3:18 error: Cannot read time interval: expected a mapping, got "a"'],
  ["no list", "time_intervals: {name: a}", "3:1 error: Cannot read time_intervals: expected a list"],
])("%s is an error", (_, yaml, finding) => {
  expect(findings(load(ROUTING + yaml))).toEqual([finding]);
});

test("a finding inside an interval stands where it was written", () => {
  const [finding] = findings(
    load(`${ROUTING}time_intervals:\n- name: a\n  time_intervals:\n  - weekdays: [freeday]\n`),
  );
  expect(finding).toMatch(/^6:16 error: .*freeday/);
});
