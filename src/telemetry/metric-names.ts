import type { AnyMetric, Counter, Gauge, Histogram } from "./metric.ts";

export const ALERTS_RECEIVED = counter(
  "farwatch_alerts_received_total",
  "Alerts taken from senders, by the status they were sent with.",
  ["status"],
);

export const FINGERPRINT_MISMATCHES = counter(
  "farwatch_fingerprint_mismatches_total",
  "Alerts whose sender computed another fingerprint from the same labels.",
  [],
);

export const CLOCK_SKEW = gauge(
  "farwatch_clock_skew_seconds",
  "How far a sender's clock is ahead of ours, by its last alert that started after we received it.",
  ["sender"],
);

export const INTAKE_REFUSED = counter(
  "farwatch_intake_refused_total",
  "Bodies refused as a whole, by reason.",
  ["reason"],
);

export const NOTIFICATIONS = counter(
  "farwatch_notifications_total",
  "Notifications attempted, by kind of receiver.",
  ["receiver_kind"],
);

export const NOTIFICATIONS_FAILED = counter(
  "farwatch_notifications_failed_total",
  "Notification attempts that failed, by kind of receiver and reason.",
  ["receiver_kind", "reason"],
);

export const NOTIFICATION_DECISIONS = counter(
  "farwatch_notification_decisions_total",
  "Decisions to notify or to stay quiet, by reason.",
  ["reason"],
);

/** From one loopback send up to an hour of retries; a group_wait of 30 s lies in the middle. */
export const DELIVERY_SECONDS = histogram(
  "farwatch_delivery_seconds",
  "From the oldest undelivered change of a group to its delivery.",
  ["receiver_kind"],
  [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
);

export const ACKNOWLEDGED = counter(
  "farwatch_acknowledged_total",
  "Messages that somebody acknowledged at their provider, by kind of receiver.",
  ["receiver_kind"],
);

export const OUTBOX_DEPTH = gauge(
  "farwatch_outbox_depth",
  "Notifications decided and not yet delivered.",
  [],
);

export const OUTBOX_OLDEST_AGE = gauge(
  "farwatch_outbox_oldest_age_seconds",
  "Age of the oldest notification in the outbox; 0 when it is empty.",
  [],
);

export const CRITICALS_UNDELIVERED = gauge(
  "farwatch_criticals_undelivered",
  "Firing critical alerts that no receiver and no fallback has taken five minutes after the decision.",
  [],
);

export const SENDS_IN_FLIGHT = gauge(
  "farwatch_sends_in_flight",
  "Sends that wait for their provider now.",
  [],
);

export const DENIED = counter("farwatch_denied_total", "Callers that the gate denied, by reason.", [
  "reason",
]);

export const ALERTS = gauge("farwatch_alerts", "Alerts held now, by state.", ["state"]);

export const SILENCES = gauge("farwatch_silences", "Silences held now, by state.", ["state"]);

export const GROUPS = gauge("farwatch_groups", "Alert groups held now.", []);

export const HEARTBEAT_AGE = gauge(
  "farwatch_heartbeat_age_seconds",
  "Time since the last ping of a heartbeat; none before the first.",
  ["heartbeat"],
);

export const HEARTBEAT_STATUS = gauge(
  "farwatch_heartbeat_status",
  "Is 1 for the status that a heartbeat has, 0 for the others.",
  ["heartbeat", "status"],
);

export const VERDICT = gauge(
  "farwatch_verdict",
  "Is 1 for the verdict on Bastion that holds, 0 for the others.",
  ["verdict"],
);

export const EXTERNAL_HEARTBEAT_FAILURES = counter(
  "farwatch_external_heartbeat_failures_total",
  "Minutes in which external_heartbeat_url did not take our ping.",
  [],
);

export const BUILD_INFO = gauge("farwatch_build_info", "Always 1; the label says which version runs.", [
  "version",
]);

/** By its name, clients of Alertmanager's API know which version's API they may use. */
export const ALERTMANAGER_BUILD_INFO = gauge(
  "alertmanager_build_info",
  "Always 1; the label says which Alertmanager's API is served.",
  ["version"],
);

/** All of the above, in the order in which they are shown. */
export const allMetrics: readonly AnyMetric[] = [
  ALERTS_RECEIVED,
  FINGERPRINT_MISMATCHES,
  CLOCK_SKEW,
  INTAKE_REFUSED,
  NOTIFICATIONS,
  NOTIFICATIONS_FAILED,
  NOTIFICATION_DECISIONS,
  DELIVERY_SECONDS,
  ACKNOWLEDGED,
  OUTBOX_DEPTH,
  OUTBOX_OLDEST_AGE,
  CRITICALS_UNDELIVERED,
  SENDS_IN_FLIGHT,
  DENIED,
  ALERTS,
  SILENCES,
  GROUPS,
  HEARTBEAT_AGE,
  HEARTBEAT_STATUS,
  VERDICT,
  EXTERNAL_HEARTBEAT_FAILURES,
  BUILD_INFO,
  ALERTMANAGER_BUILD_INFO,
];

function counter<const L extends string>(name: string, help: string, labels: readonly L[]): Counter<L> {
  return { type: "counter", name, help, labels };
}

function gauge<const L extends string>(name: string, help: string, labels: readonly L[]): Gauge<L> {
  return { type: "gauge", name, help, labels };
}

function histogram<const L extends string>(
  name: string,
  help: string,
  labels: readonly L[],
  buckets: readonly number[],
): Histogram<L> {
  return { type: "histogram", name, help, labels, buckets };
}
