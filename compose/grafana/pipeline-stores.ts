import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps, unjudged } from "./board.ts";
import { toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";

const anyIsBad = steps("green", { value: 1, color: "orange" });
const linksOf = (container: string) => [
  toLogs("Its log", `{container=\`${container}\`}`),
  toBoard("How full it is", "capacity"),
];

export function samples() {
  return graph({
    title: "Samples into Prometheus",
    description: "A second, scraped and pushed together. A step down is a target that is gone.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over("sum by (host) (rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval]))", "{{host}}"),
    ],
    links: [...linksOf("prometheus"), toBoard("Which target", "targets")],
  }).min(0);
}

export function rejected() {
  const handlers = 'handler=~"/api/v1/(write|otlp/v1/metrics)", code=~"[45].."';
  return graph({
    title: "Samples that Prometheus refused",
    description:
      "In ten minutes: out of order, too old, and pushes answered with an error. A few follow a restart.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["PrometheusRemoteWriteRejected"],
    thresholds: anyIsBad,
    queries: [
      over("sum(increase(prometheus_tsdb_out_of_order_samples_total[10m]))", "out of order"),
      over("sum(increase(prometheus_tsdb_too_old_samples_total[10m]))", "too old"),
      over(`sum by (code) (increase(prometheus_http_requests_total{${handlers}}[10m]))`, "answered {{code}}"),
    ],
    links: linksOf("prometheus"),
  })
    .min(0)
    .noValue("none");
}

export function lines() {
  return graph({
    title: "Bytes of log lines into Loki",
    description: "A second. Over 0.14 MiB for long, thirty days of logs do not fit.",
    unit: units.BytesPerSecondIEC,
    size: [8, 8],
    thresholds: steps("green", { value: 0.14 * 1024 * 1024, color: "orange" }),
    queries: [
      over("sum by (host) (rate(loki_distributor_bytes_received_total[$__rate_interval]))", "{{host}}"),
    ],
    links: [...linksOf("loki"), toBoard("Whose lines", "logs")],
  }).min(0);
}

export function lostLines() {
  return graph({
    title: "Lines that Loki did not keep",
    description: "In ten minutes, by reason: too many at once, too old, or chunks that could not be written.",
    unit: units.Short,
    size: [8, 8],
    alerts: ["LokiDroppingLogs"],
    thresholds: anyIsBad,
    queries: [
      over("sum by (reason) (increase(loki_discarded_samples_total[10m]))", "{{reason}}"),
      over("sum(increase(loki_ingester_wal_disk_full_failures_total[10m]))", "disk full"),
      over("sum(increase(loki_ingester_chunks_flush_failures_total[10m]))", "chunk not written"),
    ],
    links: linksOf("loki"),
  })
    .min(0)
    .noValue("none");
}

export function lokiErrors() {
  const all = 'loki_request_duration_seconds_count{route!~"ready|metrics"}';
  const failed = 'loki_request_duration_seconds_count{status_code=~"5..", route!~"ready|metrics"}';
  const rateOf = (count: string) => `sum by (route) (rate(${count}[5m]))`;
  return graph({
    title: "Requests to Loki that failed",
    description:
      "Share of each route's requests that ended in an error of the server. Above 10 % is an alert.",
    unit: units.PercentUnit,
    size: [8, 8],
    alerts: ["LokiRequestErrors"],
    thresholds: badAbove(0.05, 0.1),
    queries: [over(`(${rateOf(failed)} or 0 * ${rateOf(all)})\n/ (${rateOf(all)} > 0)`, "{{route}}")],
    links: linksOf("loki"),
  }).min(0);
}

export function spans() {
  return graph({
    title: "Spans into Tempo",
    description: "A second: those of traces that are kept. What apps make is on the board of requests.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over("sum by (host) (rate(tempo_distributor_spans_received_total[$__rate_interval]))", "{{host}}"),
    ],
    links: [...linksOf("tempo"), toBoard("Whose spans", "requests")],
  }).min(0);
}

export function lostSpans() {
  return graph({
    title: "Spans that Tempo did not keep",
    description: "In ten minutes: refused, discarded by reason, and blocks that could not be written.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["TempoIngestFailing"],
    thresholds: anyIsBad,
    queries: [
      over("sum by (reason) (increase(tempo_discarded_spans_total[10m]))", "{{reason}}"),
      over("sum(increase(tempo_receiver_refused_spans[10m]))", "refused"),
      over("sum(increase(tempo_live_store_failed_completions_total[10m]))", "block not written"),
    ],
    links: linksOf("tempo"),
  })
    .min(0)
    .noValue("none");
}
