import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps, unjudged } from "./board.ts";
import { toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";

const links = [
  toLogs("What Alertmanager says", "{container=`alertmanager`}"),
  toBoard("What the edge sees", "slo"),
];

export function notifications() {
  const sent = 'rate(farwatch_notifications_total{job="farwatch"}[$__rate_interval])';
  return graph({
    title: "Notifications of the edge",
    description: "Attempts a minute by kind of receiver, those that failed among them.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [over(`60 * sum by (receiver_kind) (${sent})`, "{{receiver_kind}}")],
    links,
  }).min(0);
}

export function failures() {
  const failed = 'increase(farwatch_notifications_failed_total{job="farwatch"}[5m])';
  return graph({
    title: "Notifications of the edge that failed",
    description:
      "Attempts in five minutes, by reason. They are tried again; what cannot be delivered goes to the fallback.",
    unit: units.Short,
    size: [12, 8],
    thresholds: badAbove(1, 5),
    queries: [over(`sum by (receiver_kind, reason) (${failed})`, "{{receiver_kind}}: {{reason}}")],
    links,
  })
    .min(0)
    .noValue("none");
}

export function latency() {
  const buckets = 'sum by (le) (rate(farwatch_delivery_seconds_bucket{job="farwatch"}[15m]))';
  return graph({
    title: "From change to delivery",
    description:
      "From the oldest change of a group to its delivery, group_wait included. Over a minute something is retried.",
    unit: units.Seconds,
    size: [8, 8],
    thresholds: badAbove(60, 300),
    queries: [
      over(`histogram_quantile(0.5, ${buckets})`, "50 %"),
      over(`histogram_quantile(0.95, ${buckets})`, "95 %"),
    ],
    links,
  }).min(0);
}

export function outbox() {
  return graph({
    title: "Outbox",
    description:
      "Notifications decided and not yet delivered, and sends under way. It empties within seconds.",
    unit: units.Short,
    size: [8, 8],
    thresholds: badAbove(10, 100),
    queries: [
      over('max(farwatch_outbox_depth{job="farwatch"})', "waiting"),
      over('max(farwatch_sends_in_flight{job="farwatch"})', "under way"),
    ],
    links,
  }).min(0);
}

export function oldest() {
  return graph({
    title: "Oldest in the outbox",
    description: "Above ten minutes is an alert: a provider refuses it or does not answer.",
    unit: units.Seconds,
    size: [8, 8],
    alerts: ["FarwatchOutboxStuck"],
    thresholds: steps("green", { value: 60, color: "orange" }, { value: 600, color: "red" }),
    queries: [over('max(farwatch_outbox_oldest_age_seconds{job="farwatch"})', "oldest")],
    links,
  }).min(0);
}
