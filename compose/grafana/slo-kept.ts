import * as units from "@grafana/grafana-foundation-sdk/units";
import { badBelow, now, over, steps } from "./board.ts";
import { cell, label, toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";
import { table } from "./table.ts";

/** What recording-slo.yaml promises: what may fail of all probes and requests, and be slow of all spans. */
const MAY_FAIL = 0.001;
const MAY_BE_SLOW = 0.01;

const ofBudget = badBelow(0, 0.25);
const ofBurn = steps(
  "green",
  { value: 1, color: "yellow" },
  { value: 6, color: "orange" },
  { value: 14.4, color: "red" },
);
const service = {
  field: "service",
  title: "Service",
  links: [
    toBoard("Its requests", "services", { service: cell("Service") }),
    toLogs("Its log", `{service_name=\`${cell("Service")}\`}`),
  ],
};

export function availability() {
  return table(
    {
      title: "Availability",
      description:
        "99.9 % of probes and of requests shall succeed: 43 minutes in 30 days may fail. Below 0 % left, none.",
      size: [12, 9],
      alerts: ["ErrorBudgetBurn"],
      queries: [
        now(best("service:availability:ratio30d")),
        now(`1 - (1 - ${best("service:availability:ratio30d")}) / ${MAY_FAIL}`),
        now(best("service:availability:burnrate1h")),
        now(best("service:availability:burnrate6h")),
        now(best("service:availability:burnrate1d")),
      ],
    },
    [
      service,
      { field: "sli", title: "By" },
      {
        field: "Value #A",
        title: "30 days",
        unit: units.PercentUnit,
        decimals: 3,
        thresholds: badBelow(0.999, 0.9995),
      },
      { field: "Value #B", title: "Budget left", unit: units.PercentUnit, decimals: 0, thresholds: ofBudget },
      { field: "Value #C", title: "Burn 1 h", unit: units.Short, decimals: 1, thresholds: ofBurn },
      { field: "Value #D", title: "Burn 6 h", unit: units.Short, decimals: 1, thresholds: ofBurn },
      {
        field: "Value #E",
        title: "Burn 1 d",
        unit: units.Short,
        decimals: 1,
        thresholds: steps("green", { value: 1, color: "yellow" }, { value: 3, color: "orange" }),
      },
    ],
  );
}

export function latency() {
  return table(
    {
      title: "Latency",
      description:
        "99 % of the requests that an app serves shall end within half a second. Below 0 % left, too many did not.",
      size: [12, 9],
      alerts: ["LatencySLOBurn"],
      queries: [
        now(latest("service:latency:ratio30d")),
        now(`1 - (1 - ${latest("service:latency:ratio30d")}) / ${MAY_BE_SLOW}`),
        now(latest("service:latency:burnrate1h")),
        now(latest("service:latency:burnrate6h")),
      ],
    },
    [
      service,
      {
        field: "Value #A",
        title: "30 days",
        unit: units.PercentUnit,
        decimals: 2,
        thresholds: badBelow(0.99, 0.995),
      },
      { field: "Value #B", title: "Budget left", unit: units.PercentUnit, decimals: 0, thresholds: ofBudget },
      { field: "Value #C", title: "Burn 1 h", unit: units.Short, decimals: 1, thresholds: ofBurn },
      { field: "Value #D", title: "Burn 6 h", unit: units.Short, decimals: 1, thresholds: ofBurn },
    ],
  );
}

const ofTrend = {
  unit: units.PercentUnit,
  size: [12, 8],
  thresholds: ofBudget,
  links: [toBoard("Its requests", "services", { service: label("service") })],
} as const;

export function budget() {
  return graph({
    ...ofTrend,
    title: "Error budget left",
    description:
      "Of what may fail in 30 days. It comes back as old failures leave the 30 days. Below 0 it is overspent.",
    queries: [
      over(`1 - (1 - ${best("service:availability:ratio30d")}) / ${MAY_FAIL}`, "{{service}} by {{sli}}"),
    ],
  }).max(1);
}

export function latencyBudget() {
  return graph({
    ...ofTrend,
    title: "Latency budget left",
    description: "Of what may be slow in 30 days. Below 0 it is overspent: then speed comes before features.",
    queries: [over(`1 - (1 - ${latest("service:latency:ratio30d")}) / ${MAY_BE_SLOW}`, "{{service}}")],
  }).max(1);
}

function best(metric: string): string {
  return `max by (host, service, sli) (${metric}{service=~"$service"})`;
}

function latest(metric: string): string {
  return `max by (host, service) (${metric}{service=~"$service"})`;
}
