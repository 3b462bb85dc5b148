import type { Counter, Gauge } from "../telemetry/metric.ts";
import { Registry } from "../telemetry/metrics.ts";
import type { ProberState } from "./prober-state.ts";

type ByProbe = "probe" | "region";

/** The names and units of blackbox_exporter, so that its dashboards and rules hold here. */
const SUCCESS = gauge("probe_success", "Whether the last run of the probe was a success.");
const DURATION = gauge("probe_duration_seconds", "How long the last run of the probe took.");
const STATUS = gauge("probe_http_status_code", "HTTP status code of the last answer.");
const EXPIRY = gauge("probe_ssl_earliest_cert_expiry", "Earliest end of the peer's chain, in unixtime.");

export const LATE_ALARMS: Counter<"region"> = {
  type: "counter",
  name: "farwatch_probe_late_alarms_total",
  help: "Alarms of a prober that cron had to stand in for.",
  labels: ["region"],
};

export const LATE_STARTS: Counter<"region"> = {
  type: "counter",
  name: "farwatch_probe_late_starts_total",
  help: "Probes that started more than two seconds late, since the prober woke.",
  labels: ["region"],
};

export const HICCUPS: Counter<ByProbe> = {
  type: "counter",
  name: "farwatch_probe_hiccups_total",
  help: "Runs that were down from their own region alone, since the prober woke.",
  labels: ["probe", "region"],
};

export function proberRegistry(): Registry {
  return new Registry([SUCCESS, DURATION, STATUS, EXPIRY, LATE_ALARMS, LATE_STARTS, HICCUPS]);
}

/** Sets the gauges to what the prober knows now. */
export function gaugeProbes(registry: Registry, state: ProberState): void {
  for (const metric of [SUCCESS, DURATION, STATUS, EXPIRY]) registry.clear(metric);
  for (const [probe, known] of state.records) {
    const labels = { probe, region: state.region };
    const glance = state.glances.get(probe);
    registry.set(SUCCESS, labels, glance?.success ?? (known.streak.state === "up" ? 1 : 0));
    if (glance !== undefined) registry.set(DURATION, labels, glance.durationMs / 1000);
    if (glance?.httpStatusCode !== undefined) registry.set(STATUS, labels, glance.httpStatusCode);
    if (known.certificate !== undefined)
      registry.set(EXPIRY, labels, Math.floor(known.certificate.earliestExpiryAt / 1000));
  }
}

function gauge(name: string, help: string): Gauge<ByProbe> {
  return { type: "gauge", name, help, labels: ["probe", "region"] };
}
