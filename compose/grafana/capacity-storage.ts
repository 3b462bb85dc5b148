import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over } from "./board.ts";
import { label, toLogs } from "./link.ts";
import { gauge, graph } from "./panel.ts";

/** As PrometheusStorageNearLimit adds it up. */
const metrics = `
sum by (host) (
    prometheus_tsdb_storage_blocks_bytes{host=~"$host"}
  + prometheus_tsdb_wal_storage_size_bytes{host=~"$host"}
  + prometheus_tsdb_head_chunks_storage_size_bytes{host=~"$host"}
)`.trim();
const traces = 'sum by (host) (tempodb_backend_bytes_total{host=~"$host"})';
const ofDay = 'sum by (host) (increase(loki_ingester_chunk_stored_bytes_total{host=~"$host"}[1d]))';

/** Half again of the alert's bound, the bound. */
const ofSpace = { unit: units.PercentUnit, size: [8, 7], thresholds: badAbove(0.75, 0.9) } as const;

export function prometheusUsed() {
  const of = {
    ...ofSpace,
    title: "Metrics: used of their space",
    description:
      "What Prometheus holds of the 40 GB that it may. At 100 % it deletes the oldest, before 30 days.",
    alerts: ["PrometheusStorageNearLimit"],
    queries: [
      latest(`${metrics}\n/ on (host) max by (host) (prometheus_tsdb_retention_limit_bytes > 0)`, "{{host}}"),
    ],
    links: logsOf("prometheus"),
  };
  return gauge(of, 1);
}

export function lokiMonth() {
  const of = {
    ...ofSpace,
    title: "Logs: 30 days at this pace",
    description:
      "What a month like the last day needs of the 100 GB that logs may have. Loki deletes by age alone.",
    alerts: ["LokiStorageNearLimit"],
    queries: [latest(`${ofDay} * 30 / 100e9`, "{{host}}")],
    links: logsOf("loki"),
  };
  return gauge(of, 1);
}

export function tempoUsed() {
  const of = {
    ...ofSpace,
    title: "Traces: used of their space",
    description:
      "What Tempo holds of the 20 GB that traces may have. It deletes by age alone, after 30 days.",
    alerts: ["TempoStorageNearLimit"],
    queries: [latest(`${traces} / 20e9`, "{{host}}")],
    links: logsOf("tempo"),
  };
  return gauge(of, 1);
}

export function growth() {
  return graph({
    title: "Growth of what is stored",
    description: "Bytes of metrics and of traces on the disk, and bytes of logs that each day adds.",
    unit: units.BytesSI,
    size: [12, 8],
    queries: [over(metrics, "metrics"), over(traces, "traces"), over(ofDay, "logs of a day")],
    links: logsOf("prometheus"),
  }).min(0);
}

export function series() {
  return graph({
    title: "Series in Prometheus",
    description:
      "Series that are written now; memory goes with them. A step up is a label with too many values.",
    unit: units.Short,
    size: [12, 8],
    queries: [over('max by (host) (prometheus_tsdb_head_series{host=~"$host"})', "{{host}}")],
    links: logsOf("prometheus"),
  }).min(0);
}

function logsOf(container: string) {
  return [toLogs("Its log", `{host=\`${label("host")}\`, container=\`${container}\`}`)];
}
