import { BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over, steps } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { stat } from "./panel.ts";
import { timeline } from "./timeline.ts";

const noneIsGood = steps("green", { value: 1, color: "red" });
const ofStat = { unit: units.Short, size: [4, 5] } as const;

export function down() {
  const jobs =
    "prometheus|alertmanager|loki|tempo|alloy|grafana|traefik|farwatch|blackbox_exporter|ghostunnel";
  return stat({
    ...ofStat,
    title: "Programs down",
    description:
      "Of those that alerts, metrics, logs and traces go through: how many Prometheus cannot reach.",
    alerts: ["ServiceDown", "FarwatchDown", "TargetDown"],
    thresholds: noneIsGood,
    queries: [over(`count(up{job=~"${jobs}"} == 0) or vector(0)`, "down")],
    links: [toBoard("Which", "targets")],
  });
}

export function verdict() {
  return stat({
    ...ofStat,
    title: "Verdict on Bastion",
    description: "What the edge thinks of this machine by its heartbeats and probes. Healthy is good.",
    thresholds: steps("blue"),
    queries: [latest('max by (verdict) (farwatch_verdict{job="farwatch"}) == 1', "{{verdict}}")],
    links: [toBoard("What the edge sees", "slo")],
  }).textMode(BigValueTextMode.Name);
}

export function heartbeats() {
  return stat({
    ...ofStat,
    title: "Heartbeats missing",
    description:
      "Switches at the edge that nobody has pinged in time. Bastion's own is the Watchdog alert, each 15 s.",
    thresholds: noneIsGood,
    queries: [
      latest('sum(farwatch_heartbeat_status{job="farwatch", status="missing"}) or vector(0)', "missing"),
    ],
    links: [toBoard("What the edge sees", "slo")],
  });
}

export function undelivered() {
  return stat({
    ...ofStat,
    title: "Criticals undelivered",
    description:
      "Firing critical alerts that nobody was told within five minutes of the decision. Never above 0.",
    thresholds: noneIsGood,
    queries: [latest('max(farwatch_criticals_undelivered{job="farwatch"})', "undelivered")],
  });
}

export function firing() {
  const alerts = 'ALERTS{alertstate="firing", alertname!="Watchdog"}';
  return stat({
    ...ofStat,
    title: "Alerts that fire",
    description: "By severity, those of Loki's rules too. Watchdog, which always fires, is left out.",
    thresholds: badAbove(1, 10),
    queries: [latest(`sum by (severity) (${alerts}) or on () vector(0)`, "{{severity}}")],
    links: [toBoard("On which machine", "infrastructure")],
  });
}

export function silences() {
  return stat({
    ...ofStat,
    title: "Silences",
    description: "At the edge, active now. Orange: somebody decided not to hear of something.",
    thresholds: steps("green", { value: 1, color: "orange" }),
    queries: [latest('sum(farwatch_silences{job="farwatch", state="active"}) or vector(0)', "active")],
  });
}

export function configurations() {
  const last = (name: string, metric: string) => over(`min by (host) (${metric})`, name);
  const of = {
    title: "Last reload of the configuration",
    description: "After a failed one the old configuration goes on, and the program would not come up again.",
    size: [16, 8],
    alerts: ["PrometheusConfigReloadFailed", "AlertmanagerConfigReloadFailed"],
    queries: [
      last("Prometheus", "prometheus_config_last_reload_successful"),
      last("Alertmanager", "alertmanager_config_last_reload_successful"),
      last("Loki's rules", "loki_ruler_config_last_reload_successful"),
      last("Alloy", "alloy_config_last_load_successful"),
      last("blackbox_exporter", "blackbox_exporter_config_last_reload_successful"),
    ],
    links: [toLogs("Log of its host", `{host=\`${label("host")}\`} | detected_level=~\`error|warn\``)],
  } as const;
  return timeline(of, ["failed", "well"]);
}

export function backup() {
  return stat({
    title: "Age of the last backup",
    description: "In hours. One is made each day: two hours late is a warning, a second miss critical.",
    unit: units.Hours,
    size: [8, 8],
    alerts: ["BackupTooOld"],
    thresholds: badAbove(26, 50),
    queries: [
      latest(
        "max by (host) ((time() - (bastion_backup_last_success_timestamp_seconds > 0)) / 3600)",
        "{{host}}",
      ),
    ],
    links: [toLogs("What it said", `{host=\`${label("host")}\`, container=\`backup\`}`)],
  }).decimals(1);
}
