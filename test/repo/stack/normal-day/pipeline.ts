import { AGENT, BACKUP, isBeingUpgraded, isGone, REBOOT, UPGRADE } from "./events.ts";
import { at, counter, DAY, during, gauge, noise, type Series, type Values, without } from "./series.ts";

type Of = (name: string, values: Values, more?: Series["labels"]) => Series;

const FAILED = ["send_failed", "enqueue_failed"].flatMap((what) =>
  ["spans", "log_records", "metric_points"].map((kind) => `otelcol_exporter_${what}_${kind}_total`),
);
const REFUSED = ["spans", "log_records", "metric_points"].map(
  (kind) => `otelcol_receiver_refused_${kind}_total`,
);

/** What the programs on Bastion say of themselves. What an upgrade breaks off is counted once, and no more. */
export function pipelineSeries(host: string): readonly Series[] {
  const of =
    (job: string): Of =>
    (name, values, more = {}) => ({
      name,
      labels: { job, instance: `${host}.lab:${job}`, host, ...more },
      values: without(values, (minute) => isBeingUpgraded(job, minute)),
    });
  return [
    ...prometheus(of("prometheus")),
    ...alertmanager(of("alertmanager")),
    ...loki(of("loki")),
    ...tempo(of("tempo")),
    ...alloy(of("alloy")),
    ...collector(of("alloy")),
    ...disks(of("smartctl")),
    ...backup(of("node")),
    of("blackbox_exporter")("blackbox_exporter_config_last_reload_successful", gauge(1)),
    of("cadvisor")("container_scrape_error", gauge(0)),
    of("farwatch")(
      "farwatch_outbox_oldest_age_seconds",
      gauge((minute) => (minute % 97 === 0 ? 4 : 0)),
    ),
  ];
}

function once(minute: number, count: number): Values {
  return counter((now) => (now === minute ? count : 0));
}

function prometheus(of: Of): readonly Series[] {
  const never = ["rule_evaluation_failures", "tsdb_too_old_samples"].map((name) =>
    of(
      `prometheus_${name}_total`,
      gauge(0),
      name.startsWith("rule") ? { rule_group: "host" } : { type: "float" },
    ),
  );
  return [
    ...never,
    of("prometheus_tsdb_out_of_order_samples_total", once(REBOOT.at + 4, 12), { type: "float" }),
    of("prometheus_config_last_reload_successful", gauge(1)),
    of("prometheus_http_requests_total", gauge(0), { handler: "/api/v1/write", code: "400" }),
    of("prometheus_notifications_dropped_total", once((UPGRADE.get("alertmanager") ?? 0) + 1, 3)),
    of("prometheus_notifications_queue_capacity", gauge(10_000)),
    of("prometheus_notifications_queue_length", gauge(0)),
    of(
      "prometheus_tsdb_storage_blocks_bytes",
      gauge((minute) => 12e9 + 100_000 * minute),
    ),
    of("prometheus_tsdb_wal_storage_size_bytes", gauge(400e6)),
    of("prometheus_tsdb_head_chunks_storage_size_bytes", gauge(150e6)),
    of("prometheus_tsdb_retention_limit_bytes", gauge(40e9)),
  ];
}

/** The edge is deployed anew at 18:20: two webhooks fail, and are sent again. */
function alertmanager(of: Of): readonly Series[] {
  return [
    of("alertmanager_config_last_reload_successful", gauge(1)),
    of("alertmanager_notifications_failed_total", once(at(18, 20), 2), {
      integration: "webhook",
      reason: "serverError",
    }),
    of("alertmanager_notifications_failed_total", gauge(0), { integration: "email", reason: "other" }),
  ];
}

/** When the agent is back, a few of its lines are too old. */
function loki(of: Of): readonly Series[] {
  const route = { route: "loki_api_v1_push", method: "POST" };
  return [
    of("loki_discarded_samples_total", once(REBOOT.at + 4, 20), { reason: "too_far_behind", tenant: "fake" }),
    of("loki_ingester_chunk_stored_bytes_total", counter(1_200_000)),
    of("loki_ingester_chunks_flush_failures_total", gauge(0)),
    of("loki_ingester_wal_disk_full_failures_total", gauge(0)),
    of("loki_prometheus_notifications_dropped_total", once((UPGRADE.get("alertmanager") ?? 0) + 1, 1)),
    of("loki_prometheus_rule_evaluation_failures_total", gauge(0)),
    of("loki_ruler_config_last_reload_successful", gauge(1)),
    of("loki_request_duration_seconds_count", counter(60), { ...route, status_code: "204" }),
    of("loki_request_duration_seconds_count", once((UPGRADE.get("loki") ?? 0) + 3, 4), {
      ...route,
      status_code: "500",
    }),
  ];
}

function tempo(of: Of): readonly Series[] {
  return [
    of("tempo_discarded_spans_total", gauge(0), { reason: "rate_limited" }),
    of("tempo_receiver_refused_spans", gauge(0)),
    of("tempo_live_store_failed_completions_total", gauge(0)),
    of(
      "tempodb_backend_bytes_total",
      gauge((minute) => 8e9 + 200_000 * minute),
      { status: "live" },
    ),
  ];
}

function alloy(of: Of): readonly Series[] {
  const isStarting = (minute: number) => during(minute, UPGRADE.get("alloy") ?? 0, 4);
  const components = (health: string, values: Values) =>
    of("alloy_component_controller_running_components", values, { health_type: health });
  return [
    components("healthy", gauge(40)),
    components(
      "unhealthy",
      gauge((minute) => (isStarting(minute) ? 1 : 0)),
    ),
    of("alloy_config_last_load_successful", gauge(1)),
    of("loki_write_dropped_entries_total", gauge(0)),
    of("prometheus_remote_storage_samples_failed_total", gauge(0)),
    of("prometheus_remote_storage_samples_dropped_total", gauge(0)),
  ];
}

/** Alloy and the agents' collector alike. A queue grows while Bastion is upgraded, and is worked off. */
function collector(of: Of): readonly Series[] {
  const jitter = noise("queue", 0.5);
  const isWaiting = (minute: number) => during(minute, UPGRADE.get("loki") ?? 0, 6);
  return [
    ...[...FAILED, ...REFUSED].map((name) => of(name, gauge(0))),
    of("otelcol_exporter_queue_capacity", gauge(1_000), { exporter: "otlp", data_type: "logs" }),
    of(
      "otelcol_exporter_queue_size",
      gauge((minute) => Math.round((isWaiting(minute) ? 600 : 10) * jitter(minute))),
      {
        exporter: "otlp",
        data_type: "logs",
      },
    ),
  ];
}

/** Pushed, so it ends when the agent does, and comes back a minute after it. */
export function agentSeries(): readonly Series[] {
  const isSilent = (minute: number) => isGone(AGENT, minute) || isGone(AGENT, minute - 1);
  return collector((name, values, more = {}) => ({
    name,
    labels: { job: "otelcol", host: AGENT, ...more },
    values: without(values, isSilent),
  }));
}

function disks(of: Of): readonly Series[] {
  const jitter = noise("disk", 0.05);
  const [sata, nvme] = [{ device: "sda" }, { device: "nvme0" }];
  return [
    of("smartctl_devices", gauge(2)),
    ...[sata, nvme].flatMap((device) => [
      of("smartctl_device", gauge(1), device),
      of("smartctl_device_smart_status", gauge(1), device),
      of(
        "smartctl_device_temperature",
        gauge((minute) => Math.round(44 * jitter(minute))),
        {
          ...device,
          temperature_type: "current",
        },
      ),
    ]),
    of("smartctl_device_rotation_rate", gauge(5_400), sata),
    of("smartctl_device_attribute", gauge(3), { ...sata, attribute_id: "5", attribute_value_type: "raw" }),
    of("smartctl_device_media_errors", gauge(0), nvme),
  ];
}

function backup(of: Of): readonly Series[] {
  const ends = [BACKUP.at - 2 * DAY, BACKUP.at - DAY, BACKUP.at].map((start) => start + BACKUP.minutes);
  const last = (minute: number) => ends.findLast((end) => end <= minute) ?? 0;
  return [
    of("bastion_backup_last_exit_code", gauge(0)),
    of(
      "bastion_backup_last_success_timestamp_seconds",
      gauge((minute) => 60 * last(minute)),
    ),
  ];
}
