import type { Gauge } from "../telemetry/metric.ts";
import type { Registry } from "../telemetry/metrics.ts";
import type { SubjectUptime } from "./uptime-report.ts";

/** The day and the objective's window: all four of 50 subjects would fill a metric (`MAX_SERIES_PER_METRIC`). */
const WINDOWS = ["24h", "30d"] as const;

export const UPTIME_RATIO: Gauge<"kind" | "name" | "window"> = {
  type: "gauge",
  name: "farwatch_uptime_ratio",
  help: "Share of the time that a probe or heartbeat was up, without muted downtime.",
  labels: ["kind", "name", "window"],
};

export const ERROR_BUDGET_LEFT: Gauge<"kind" | "name"> = {
  type: "gauge",
  name: "farwatch_error_budget_left_ratio",
  help: "Share of the error budget of the last 30 days that is left; below 0 when overspent.",
  labels: ["kind", "name"],
};

/** Sets the gauges to what is known now. */
export function gaugeUptime(registry: Registry, subjects: readonly SubjectUptime[]): void {
  registry.clear(UPTIME_RATIO);
  registry.clear(ERROR_BUDGET_LEFT);
  for (const { kind, name, windows, errorBudget } of subjects) {
    for (const window of WINDOWS) {
      const { availability } = windows[window];
      if (availability !== undefined) registry.set(UPTIME_RATIO, { kind, name, window }, availability);
    }
    if (errorBudget !== undefined) registry.set(ERROR_BUDGET_LEFT, { kind, name }, errorBudget.leftRatio);
  }
}
