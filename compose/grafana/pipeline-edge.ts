import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, unjudged } from "./board.ts";
import { toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";

/** The edge's own log is not in Loki: it must not need this machine. What sends to it is here. */
const links = [toLogs("What Alertmanager says", "{container=`alertmanager`}"), toBoard("Outside", "slo")];
const perMinute = (by: string, metric: string) =>
  `60 * sum by (${by}) (rate(${metric}{job="farwatch"}[$__rate_interval]))`;

export function received() {
  return graph({
    title: "Alerts taken by the edge",
    description: "A minute, by status; bodies refused as a whole and callers denied stay at 0.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(perMinute("status", "farwatch_alerts_received_total"), "{{status}}"),
      over(perMinute("reason", "farwatch_intake_refused_total"), "refused: {{reason}}"),
      over(perMinute("reason", "farwatch_denied_total"), "denied: {{reason}}"),
    ],
    links,
  }).min(0);
}

export function decisions() {
  return graph({
    title: "Decisions of the edge",
    description: "A minute, to notify or to stay quiet, by reason.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [over(perMinute("reason", "farwatch_notification_decisions_total"), "{{reason}}")],
    links,
  }).min(0);
}

export function heartbeats() {
  return graph({
    title: "Age of heartbeats",
    description:
      "Since the last ping of each. Watchdog's comes every 15 s; what is late is told by the edge itself.",
    unit: units.Seconds,
    size: [8, 8],
    thresholds: unjudged,
    queries: [over('max by (heartbeat) (farwatch_heartbeat_age_seconds{job="farwatch"})', "{{heartbeat}}")],
    links,
  }).min(0);
}

export function silences() {
  return graph({
    title: "Silences, alerts and groups held",
    description:
      "What the edge holds now. Silences end by themselves; alerts that only grow are never resolved.",
    unit: units.Short,
    size: [8, 8],
    thresholds: unjudged,
    queries: [
      over('max by (state) (farwatch_silences{job="farwatch"})', "silences, {{state}}"),
      over('max by (state) (farwatch_alerts{job="farwatch"})', "alerts, {{state}}"),
      over('max(farwatch_groups{job="farwatch"})', "groups"),
    ],
    links,
  }).min(0);
}

export function clocks() {
  return graph({
    title: "Clocks of senders",
    description:
      "How far a sender's clock is ahead of the edge's. Minutes off, alerts begin and end at the wrong time.",
    unit: units.Seconds,
    size: [8, 8],
    thresholds: badAbove(30, 300),
    queries: [over('max by (sender) (farwatch_clock_skew_seconds{job="farwatch"})', "{{sender}}")],
    links,
  });
}
