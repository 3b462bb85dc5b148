import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, badBelow, now, over } from "./board.ts";
import { toBoard } from "./link.ts";
import { graph } from "./panel.ts";
import { table } from "./table.ts";
import { timeline } from "./timeline.ts";

const links = [toBoard("How the edge is", "pipeline"), toBoard("What else is down", "targets")];

export function uptime() {
  const ratio = (window: string) =>
    `max by (kind, name) (farwatch_uptime_ratio{job="farwatch", window="${window}"})`;
  return table(
    {
      title: "Uptime, as the edge saw it",
      description:
        "Of its own probes and heartbeats, without downtime in silences. The objective is each one's own.",
      size: [12, 9],
      queries: [
        now(ratio("24h")),
        now(ratio("30d")),
        now('min by (kind, name) (farwatch_error_budget_left_ratio{job="farwatch"})'),
      ],
    },
    [
      { field: "kind", title: "Kind" },
      { field: "name", title: "Name" },
      {
        field: "Value #A",
        title: "24 hours",
        unit: units.PercentUnit,
        decimals: 3,
        thresholds: badBelow(0.99, 0.999),
      },
      {
        field: "Value #B",
        title: "30 days",
        unit: units.PercentUnit,
        decimals: 3,
        thresholds: badBelow(0.99, 0.999),
      },
      {
        field: "Value #C",
        title: "Budget left",
        unit: units.PercentUnit,
        decimals: 0,
        thresholds: badBelow(0, 0.25),
      },
    ],
  );
}

export function durations() {
  return graph({
    title: "Durations, from outside",
    description: "How long each probe of the edge took, by region: what somebody far away waits for.",
    unit: units.Seconds,
    size: [12, 9],
    thresholds: badAbove(1, 5),
    queries: [
      over('max by (probe, region) (probe_duration_seconds{job="farwatch"})', "{{probe}} from {{region}}"),
    ],
    links,
  }).min(0);
}

export function states() {
  return timeline({
    title: "Probes of the edge",
    description:
      "When each answered as it should. One region alone may be at fault itself: then nobody is told.",
    size: [12, 9],
    queries: [over('min by (probe, region) (probe_success{job="farwatch"})', "{{probe}} from {{region}}")],
    links,
  });
}

export function hiccups() {
  return graph({
    title: "Hiccups",
    description:
      "Runs in an hour that failed from their own region alone. Many of them are the way there, not the house.",
    unit: units.Short,
    size: [12, 9],
    thresholds: badAbove(3, 10),
    queries: [
      over(
        'sum by (probe, region) (increase(farwatch_probe_hiccups_total{job="farwatch"}[1h]))',
        "{{probe}} from {{region}}",
      ),
    ],
    links,
  })
    .min(0)
    .noValue("none");
}
