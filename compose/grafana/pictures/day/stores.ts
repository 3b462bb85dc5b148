import { histogram } from "./histogram.ts";
import { DAY, type Labels, type Series, Target } from "./series.ts";
import { at, during, jitter, noise, own, wave } from "./shape.ts";
import { BACKUP, DEPLOY, INTRUDER, isBroken, MIDNIGHT } from "./story.ts";

/** Of the shipped rules, those that take longest. */
const GROUPS = [
  "host.yaml;host",
  "recording-host.yaml;host-usage",
  "recording-host.yaml;host-forecast",
  "services.yaml;containers",
  "recording-slo.yaml;slo",
  "recording-slo.yaml;slo-kept",
];

/** What Prometheus says of itself. */
export function prometheusSeries(labels: Labels): readonly Series[] {
  const week = new Target(labels, { since: "fortnight" });
  const day = new Target(labels);
  const series = (minute: number) =>
    96_000 + 900 * ((minute + 7 * DAY) / DAY) + 2_400 * own("churn") * jitter("series", minute, 0.5);
  // Blocks are written every two hours.
  const stored = (minute: number) =>
    21.4e9 + 0.55e9 * (Math.floor(minute / 120) / 12) + 0.02e9 * noise("block", Math.floor(minute / 120));
  week
    .gauge("prometheus_tsdb_storage_blocks_bytes", stored)
    .gauge(
      "prometheus_tsdb_wal_storage_size_bytes",
      (minute) => 3.1e8 + 2.4e6 * (((minute % 120) + 120) % 120),
    )
    .gauge(
      "prometheus_tsdb_head_chunks_storage_size_bytes",
      (minute) => 1.3e8 + 7e5 * (((minute % 120) + 120) % 120),
    )
    .gauge("prometheus_tsdb_retention_limit_bytes", 40 * 2 ** 30)
    .gauge("prometheus_tsdb_head_series", (minute) => Math.round(series(minute)));
  day
    .gauge("prometheus_config_last_reload_successful", 1)
    .counter(
      "prometheus_notifications_sent_total",
      (minute) => 4 + (isBroken(minute) ? 9 : 0) + (minute > at(17, 20) ? 3 : 0),
      { alertmanager: "https://alertmanager:9093/api/v2/alerts" },
    )
    .counter("prometheus_notifications_dropped_total", 0)
    .gauge("prometheus_notifications_queue_capacity", 10_000)
    .gauge("prometheus_notifications_queue_length", (minute) => (isBroken(minute) ? 12 : 0))
    .counter(
      "prometheus_tsdb_head_samples_appended_total",
      (minute) => 4 * series(minute) * jitter("samples", minute, 0.01),
      { type: "float" },
    )
    .counter("prometheus_tsdb_out_of_order_samples_total", 0, { type: "float" })
    .counter("prometheus_tsdb_too_old_samples_total", 0, { type: "float" })
    .counter("prometheus_http_requests_total", 12, { code: "200", handler: "/api/v1/query_range" });
  for (const rule_group of GROUPS) {
    const group = `/etc/prometheus/rules/${rule_group}`;
    day.counter("prometheus_rule_evaluation_failures_total", 0, { rule_group: group });
    day.gauge(
      "prometheus_rule_group_interval_seconds",
      rule_group.endsWith("slo-kept") || rule_group.endsWith("forecast") ? 120 : 15,
      { rule_group: group },
    );
    const seconds = 0.02 + 0.35 * own(rule_group) + (rule_group.endsWith("slo-kept") ? 6 : 0);
    day.gauge(
      "prometheus_rule_group_last_duration_seconds",
      (minute) => seconds * jitter(rule_group, minute, 0.3),
      { rule_group: group },
    );
  }
  return [...week.all, ...day.all];
}

export function alertmanagerSeries(labels: Labels): readonly Series[] {
  const target = new Target(labels).gauge("alertmanager_config_last_reload_successful", 1);
  const told = (minute: number) => (isBroken(minute) ? 1.5 : minute > at(17, 20) ? 0.05 : 0.02);
  const failed = (minute: number) => (during(minute, [DEPLOY[0] + 4, DEPLOY[0] + 7]) ? 1 : 0);
  return target
    .counter("alertmanager_notifications_total", told, { integration: "webhook" })
    .counter("alertmanager_notifications_total", 0, { integration: "slack" })
    .counter("alertmanager_notifications_failed_total", failed, {
      integration: "webhook",
      reason: "serverError",
    })
    .counter("alertmanager_notifications_failed_total", 0, { integration: "slack", reason: "other" }).all;
}

/** The shop writes so much while it is broken that Loki refuses some of it. */
export function lokiSeries(labels: Labels): readonly Series[] {
  const lines = (minute: number) =>
    (0.35 + wave(minute)) * jitter("lines", minute, 0.3) +
    (isBroken(minute) ? 1.6 : 0) +
    (during(minute, INTRUDER) ? 0.3 : 0);
  const target = new Target(labels, { since: "fortnight" }).counter(
    "loki_ingester_chunk_stored_bytes_total",
    (minute) => 8.6e5 * lines(minute),
    { tenant: "fake" },
  );
  const day = new Target(labels)
    .counter("loki_distributor_bytes_received_total", (minute) => 3.4e6 * lines(minute), { tenant: "fake" })
    .counter("loki_discarded_samples_total", (minute) => (isBroken(minute) ? 26 : 0), {
      reason: "per_stream_rate_limit",
      tenant: "fake",
    })
    .counter("loki_ingester_chunks_flush_failures_total", 0)
    .counter("loki_ingester_wal_disk_full_failures_total", 0)
    .counter("loki_prometheus_notifications_sent_total", (minute) => (during(minute, INTRUDER) ? 2 : 0), {
      user: "fake",
    })
    .counter("loki_prometheus_notifications_dropped_total", 0, { user: "fake" })
    .counter("loki_prometheus_rule_evaluation_failures_total", 0, { rule_group: "logs", user: "fake" })
    .gauge("loki_ruler_config_last_reload_successful", 1, { user: "fake" });
  for (const route of ["otlp_v1_logs", "loki_api_v1_query_range", "loki_api_v1_labels"]) {
    for (const status_code of ["200", "500"]) {
      const failed = (minute: number) => (route.endsWith("query_range") && during(minute, BACKUP) ? 0.04 : 0);
      histogram(day, "loki_request_duration_seconds", {
        perMinute: (minute) =>
          (status_code === "200" ? 1 - failed(minute) : failed(minute)) *
          (route.startsWith("otlp") ? 120 : 9),
        spread: () => ({ median: 0.008, spread: 2.5 }),
        bounds: [0.01, 0.1, 1],
        labels: { route, status_code, method: "GET", ws: "false" },
      });
    }
  }
  return [...target.all, ...day.all];
}

export function tempoSeries(labels: Labels): readonly Series[] {
  const spans = (minute: number) => 9_500 * (0.05 + wave(minute)) * jitter("tempo", minute, 0.2);
  const week = new Target(labels, { since: "fortnight" }).gauge(
    "tempodb_backend_bytes_total",
    (minute) => 6.9e9 + 0.19e9 * (minute / DAY) + 0.03e9 * noise("tempo block", Math.floor(minute / 30)),
    { status: "live", tenant: "single-tenant" },
  );
  const day = new Target(labels)
    .counter(
      "tempo_distributor_spans_received_total",
      (minute) => 0.06 * spans(minute) + (isBroken(minute) ? 900 : 0),
      { tenant: "single-tenant" },
    )
    .counter("tempo_discarded_spans_total", 0, { reason: "rate_limited", tenant: "single-tenant" })
    .counter("tempo_receiver_refused_spans", 0, { receiver: "otlp/otlp_receiver", transport: "grpc" })
    .counter("tempo_live_store_failed_completions_total", 0);
  return [...week.all, ...day.all];
}

export function backupSeries(labels: Labels): readonly Series[] {
  const last = (minute: number) => (minute >= BACKUP[1] ? BACKUP[1] : BACKUP[1] - DAY);
  return new Target(labels)
    .gauge("bastion_backup_last_exit_code", 0)
    .gauge("bastion_backup_last_success_timestamp_seconds", (minute) => MIDNIGHT / 1000 + 60 * last(minute))
    .all;
}

export function tunnelSeries(labels: Labels): readonly Series[] {
  const knocks = (minute: number) =>
    during(minute, [at(17, 30), at(17, 55)]) ? 6 : noise("tunnel", minute) > 0.97 ? 1 : 0;
  return new Target(labels)
    .counter("ghostunnel_accept_success", (minute) => 14 + 40 * wave(minute) * jitter("tunnel", minute, 0.5))
    .counter("ghostunnel_accept_error", knocks)
    .counter("ghostunnel_accept_timeout", (minute) => 0.3 * knocks(minute)).all;
}
