import { it } from "vitest";
import { Registry } from "../../../src/telemetry/metrics.ts";
import { ERROR_BUDGET_LEFT, gaugeUptime, UPTIME_RATIO } from "../../../src/watch/uptime-gauges.do.ts";
import { uptimeOf } from "../../../src/watch/uptime-report.ts";
import { NOON } from "./probe-samples.ts";

const DAY_MS = 86_400_000;

it("shows the day's and the month's availability and the budget, and forgets who is gone", ({ expect }) => {
  const registry = new Registry([UPTIME_RATIO, ERROR_BUDGET_LEFT]);
  const up = { subject: "probe/ssh", at: NOON - 2 * DAY_MS, state: "up", muted: false, cause: "" } as const;
  const down = { ...up, at: NOON - DAY_MS / 2, state: "down", cause: "refused" } as const;
  gaugeUptime(registry, [
    uptimeOf("probe/ssh", { days: [], flips: [up, down] }, 0.9, NOON),
    uptimeOf("heartbeat/new", { days: [], flips: [] }, undefined, NOON),
  ]);
  const samples = () =>
    registry
      .render()
      .split("\n")
      .filter((line) => line.startsWith("farwatch"));
  expect(samples()).toEqual([
    'farwatch_uptime_ratio{kind="probe",name="ssh",window="24h"} 0.5',
    'farwatch_uptime_ratio{kind="probe",name="ssh",window="30d"} 0.75',
    `farwatch_error_budget_left_ratio{kind="probe",name="ssh"} ${2.5 / 3}`,
  ]);
  gaugeUptime(registry, []);
  expect(samples()).toEqual([]);
});
