import type { Labels } from "../src/alert/labels.ts";
import { HOUR, MINUTE } from "./day-clock.ts";
import {
  type Assumptions,
  countDay,
  type Day,
  type DayAlert,
  exampleConfig,
  SHIPPED_DAY,
} from "./watch-day.ts";

const HOSTS = ["bastion", "storage", "gateway"] as const;
const ALERTS = 20;
/** Of so many alerts one is critical: it tells a pager by two ways, and the chat. */
const CRITICAL_EACH = 4;

/** A bad day of a lab of three hosts: an alert more or less each hour, each of two hours. */
function alertsOfDay(): DayAlert[] {
  return Array.from({ length: ALERTS }, (_, index) => ({
    labels: labelsOf(index),
    at: (index + 1) * 65 * MINUTE,
    firesMs: 2 * HOUR - 5 * MINUTE,
  }));
}

function labelsOf(index: number): Labels {
  const severity = index % CRITICAL_EACH === 0 ? "critical" : "warning";
  return { alertname: `Lab${index}`, instance: HOSTS[index % HOSTS.length] ?? "", severity };
}

export const LAB_DAY: Assumptions = {
  ...SHIPPED_DAY,
  alerts: alertsOfDay(),
  repeatEveryMs: HOUR,
  sendMs: 500,
};

/** The shipped configuration and the examples of its edge file, on that day. */
export function countLabDay(): Day {
  return countDay(exampleConfig(), LAB_DAY);
}
