import type { Labels } from "../../alert/labels.ts";

export const DRILL_ALERTNAME = "FarwatchDrill";

export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** One drill: its name is the value of its alert's label `drill`, so that no two are one alert. */
export interface Order {
  readonly id: string;
  readonly severity: Severity;
  /** How long a stage may take beyond what the routing makes it wait. */
  readonly timeoutMs: number;
}

/** As it is posted to an Alertmanager; without an end it ends by itself when nobody renews it. */
export interface PostableAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

export function drillAlert({ id, severity }: Order): PostableAlert {
  return {
    labels: { alertname: DRILL_ALERTNAME, severity, drill: id },
    annotations: {
      summary: "This is a drill: nothing is wrong",
      description: `Drill ${id} tests the way of a ${severity} alert. Nobody has to do anything, and it ends by itself.`,
    },
  };
}
