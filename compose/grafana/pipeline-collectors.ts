import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps, unjudged } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";

/** Alloy on Bastion and the collectors of remote hosts name their metrics alike. */
const links = [
  toLogs("Its log", `{host=\`${label("host")}\`, container=~\`alloy|otelcol\`}`),
  toBoard("Its machine", "infrastructure", { host: label("host") }),
];
const signals = ["spans", "log_records", "metric_points"] as const;
const named = { spans: "spans", log_records: "lines", metric_points: "samples" } as const;

export function queues() {
  return graph({
    title: "Queues of collectors",
    description:
      "Share of each queue on the disk that is full. What comes after the end of it is lost, or must wait.",
    unit: units.PercentUnit,
    size: [12, 9],
    alerts: ["CollectorQueueFilling"],
    thresholds: badAbove(0.5, 0.9),
    queries: [
      over(
        "max by (host, job, exporter, data_type) (\n  otelcol_exporter_queue_size / (otelcol_exporter_queue_capacity > 0)\n)",
        "{{host}} {{exporter}} {{data_type}}",
      ),
    ],
    links,
  }).min(0);
}

export function sent() {
  return graph({
    title: "Sent by collectors",
    description: "Spans, lines and samples a second by host. Where a line ends, the collector is silent.",
    unit: units.Short,
    size: [12, 9],
    alerts: ["CollectorSilent"],
    thresholds: unjudged,
    queries: signals.map((signal) =>
      over(
        `sum by (host) (rate(otelcol_exporter_sent_${signal}_total[$__rate_interval]))`,
        `{{host}} ${named[signal]}`,
      ),
    ),
    links,
  }).min(0);
}

export function lost() {
  const ways = ["exporter_send_failed", "exporter_enqueue_failed", "receiver_refused"];
  return graph({
    title: "Lost by collectors",
    description:
      "In ten minutes: given up, without room in the queue, or refused to their sender. 0 is good.",
    unit: units.Short,
    size: [12, 9],
    alerts: ["AlloyDroppingData", "CollectorDroppingData"],
    thresholds: steps("green", { value: 1, color: "red" }),
    queries: signals.flatMap((signal) =>
      ways.map((way) =>
        over(
          `sum by (host) (increase(otelcol_${way}_${signal}_total[10m]))`,
          `{{host}} ${named[signal]}, ${way.replaceAll("_", " ")}`,
        ),
      ),
    ),
    links,
  })
    .min(0)
    .noValue("none");
}

export function components() {
  return graph({
    title: "Components of Alloy that are unwell",
    description: "Anything but 0 stands in the way of logs, traces or metrics.",
    unit: units.Short,
    size: [12, 9],
    alerts: ["AlloyComponentUnhealthy"],
    thresholds: steps("green", { value: 1, color: "orange" }),
    queries: [
      over(
        'sum by (host, health_type) (alloy_component_controller_running_components{health_type!="healthy"})',
        "{{host}} {{health_type}}",
      ),
    ],
    links,
  })
    .min(0)
    .noValue("none");
}
