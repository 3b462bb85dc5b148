import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps, unjudged } from "./board.ts";
import { toLogs } from "./link.ts";
import { graph } from "./panel.ts";

const logsOf = (container: string) => [toLogs("Its log", `{container=\`${container}\`}`)];
const anyIsBad = steps("green", { value: 1, color: "red" });

export function rules() {
  return graph({
    title: "Rules that could not be evaluated",
    description: "In five minutes, by group. An alert of such a group cannot fire: anything but 0 is bad.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["PrometheusRuleFailures", "LokiRulerFailing"],
    thresholds: anyIsBad,
    queries: [
      over("sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m]))", "{{rule_group}}"),
      over(
        "sum by (rule_group) (increase(loki_prometheus_rule_evaluation_failures_total[5m]))",
        "Loki {{rule_group}}",
      ),
    ],
    links: logsOf("prometheus"),
  }).min(0);
}

export function durations() {
  return graph({
    title: "Evaluation of rules: share of their interval",
    description: "How much of its interval each group of rules needs. At 100 % evaluations are left out.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: badAbove(0.5, 1),
    queries: [
      over(
        "max by (rule_group) (prometheus_rule_group_last_duration_seconds)\n/ max by (rule_group) (prometheus_rule_group_interval_seconds)",
        "{{rule_group}}",
      ),
    ],
    links: logsOf("prometheus"),
  }).min(0);
}

export function sent() {
  return graph({
    title: "Alerts sent to Alertmanager",
    description:
      "A second, by who found them, and those dropped on the way. Each is sent again while it fires.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["LokiRulerFailing"],
    thresholds: unjudged,
    queries: [
      over("sum(rate(prometheus_notifications_sent_total[$__rate_interval]))", "Prometheus"),
      over("sum(rate(loki_prometheus_notifications_sent_total[$__rate_interval]))", "Loki"),
      over("sum(rate(prometheus_notifications_dropped_total[$__rate_interval]))", "Prometheus, dropped"),
      over("sum(rate(loki_prometheus_notifications_dropped_total[$__rate_interval]))", "Loki, dropped"),
    ],
    links: logsOf("alertmanager"),
  }).min(0);
}

export function queue() {
  return graph({
    title: "Queue to Alertmanager",
    description:
      "In per cent of its length. Above half for ten minutes is an alert: what fires may reach nobody.",
    unit: units.Percent,
    size: [12, 8],
    alerts: ["PrometheusNotificationsDropped"],
    thresholds: steps("green", { value: 50, color: "red" }),
    queries: [
      over(
        "100 * max by (host, instance) (prometheus_notifications_queue_length)\n/ on (host, instance) prometheus_notifications_queue_capacity",
        "{{host}}",
      ),
    ],
    links: logsOf("prometheus"),
  }).min(0);
}

export function notifications() {
  return graph({
    title: "Notifications of Alertmanager",
    description:
      "A minute, by integration. webhook is the way to the edge, and Watchdog alone makes four a minute.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(
        "60 * sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval]))",
        "{{integration}}",
      ),
    ],
    links: logsOf("alertmanager"),
  }).min(0);
}

export function failures() {
  return graph({
    title: "Notifications of Alertmanager that failed",
    description: "In five minutes, by integration. webhook failing means that pages do not reach the edge.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["AlertmanagerNotificationsFailing"],
    thresholds: anyIsBad,
    queries: [
      over("sum by (integration) (increase(alertmanager_notifications_failed_total[5m]))", "{{integration}}"),
    ],
    links: logsOf("alertmanager"),
  })
    .min(0)
    .noValue("none");
}
