import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { board } from "./board.ts";
import { heading } from "./panel.ts";
import * as alerts from "./pipeline-alerts.ts";
import * as collectors from "./pipeline-collectors.ts";
import * as edge from "./pipeline-edge.ts";
import * as deliveries from "./pipeline-edge-deliveries.ts";
import * as summary from "./pipeline-now.ts";
import * as stores from "./pipeline-stores.ts";

/** The watch watched: do metrics, logs, traces and alerts still get through. */
export function pipeline(): Dashboard {
  return board(
    "pipeline",
    "Pipeline health",
    "The watch watched: do metrics, logs, traces and alerts still get through?",
  )
    .withRow(heading("Now"))
    .withPanel(summary.down())
    .withPanel(summary.verdict())
    .withPanel(summary.heartbeats())
    .withPanel(summary.undelivered())
    .withPanel(summary.firing())
    .withPanel(summary.silences())
    .withPanel(summary.configurations())
    .withPanel(summary.backup())
    .withRow(heading("Alerts: Prometheus, Loki, Alertmanager"))
    .withPanel(alerts.rules())
    .withPanel(alerts.durations())
    .withPanel(alerts.sent())
    .withPanel(alerts.queue())
    .withPanel(alerts.notifications())
    .withPanel(alerts.failures())
    .withRow(heading("The edge"))
    .withPanel(edge.received())
    .withPanel(edge.decisions())
    .withPanel(deliveries.notifications())
    .withPanel(deliveries.failures())
    .withPanel(deliveries.latency())
    .withPanel(deliveries.outbox())
    .withPanel(deliveries.oldest())
    .withPanel(edge.heartbeats())
    .withPanel(edge.silences())
    .withPanel(edge.clocks())
    .withRow(heading("Metrics, logs and traces on their way in"))
    .withPanel(stores.samples())
    .withPanel(stores.rejected())
    .withPanel(stores.lines())
    .withPanel(stores.lostLines())
    .withPanel(stores.lokiErrors())
    .withPanel(stores.spans())
    .withPanel(stores.lostSpans())
    .withRow(heading("Collectors"))
    .withPanel(collectors.queues())
    .withPanel(collectors.sent())
    .withPanel(collectors.lost())
    .withPanel(collectors.components())
    .build();
}
