import { VERDICTS } from "../../../../src/watch/verdict.ts";
import { histogram } from "./histogram.ts";
import { type Labels, type Series, Target } from "./series.ts";
import { at, during, jitter, noise } from "./shape.ts";
import { DEPLOY, isBroken, REBOOT } from "./story.ts";

const DELIVERY = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const KINDS = ["slack", "email", "ntfy"] as const;

/** What happens at the edge: a reboot in the night, a deploy in the afternoon, a disk in the evening. */
function stir(minute: number): number {
  if (isBroken(minute)) return 1;
  if (during(minute, [REBOOT[0], REBOOT[1] + 4])) return 0.5;
  return during(minute, [at(17, 18), at(17, 26)]) || during(minute, [at(21, 30), at(21, 36)]) ? 0.4 : 0;
}

/** What Farwatch says of itself. */
export function edgeSeries(labels: Labels): readonly Series[] {
  const target = new Target(labels);
  intake(target);
  deliveries(target);
  held(target);
  for (const verdict of VERDICTS)
    target.gauge("farwatch_verdict", verdict === "Healthy" ? 1 : 0, { verdict });
  for (const [name, ratio30d] of [
    ["bastion", 0.9997],
    ["shop", 0.9989],
    ["grafana-door", 0.9999],
  ] as const) {
    target.gauge("farwatch_uptime_ratio", name === "shop" ? 0.9934 : 1, {
      kind: "probe",
      name,
      window: "24h",
    });
    target.gauge("farwatch_uptime_ratio", ratio30d, { kind: "probe", name, window: "30d" });
    target.gauge("farwatch_error_budget_left_ratio", 1 - (1 - ratio30d) / 0.001, { kind: "probe", name });
  }
  target.gauge("farwatch_uptime_ratio", 1, { kind: "heartbeat", name: "bastion", window: "24h" });
  target.gauge("farwatch_uptime_ratio", 0.99995, { kind: "heartbeat", name: "bastion", window: "30d" });
  target.gauge("farwatch_error_budget_left_ratio", 0.95, { kind: "heartbeat", name: "bastion" });
  return target.all;
}

function intake(target: Target): void {
  target.counter("farwatch_alerts_received_total", (minute) => 4 + 9 * stir(minute), { status: "firing" });
  target.counter("farwatch_alerts_received_total", (minute) => 3 * stir(minute - 12), { status: "resolved" });
  target.counter("farwatch_intake_refused_total", 0, { reason: "malformed" });
  const scanner = (minute: number) => (during(minute, [at(17, 30), at(17, 55)]) ? 1.2 : 0);
  target.counter("farwatch_denied_total", scanner, { reason: "no_credentials" });
  target.counter("farwatch_denied_total", (minute) => (noise("denied", minute) > 0.995 ? 1 : 0), {
    reason: "unknown_certificate",
  });
  target.counter("farwatch_fingerprint_mismatches_total", 0);
  target.gauge("farwatch_clock_skew_seconds", (minute) => 0.02 * jitter("skew", minute, 0.8), {
    sender: "alertmanager",
  });
  target.gauge("farwatch_clock_skew_seconds", (minute) => -0.07 * jitter("skew2", minute, 0.5), {
    sender: "prometheus",
  });
}

function deliveries(target: Target): void {
  const decisions = {
    "first notification": 0.5,
    "new alerts added": 0.4,
    "all alerts resolved": 0.35,
    "all alerts muted": 0.3,
    "no change": 2.2,
  };
  for (const [reason, most] of Object.entries(decisions)) {
    target.counter(
      "farwatch_notification_decisions_total",
      (minute) => most * stir(minute) + (reason === "no change" ? 0.4 : 0),
      { reason },
    );
  }
  const isSlackDown = (minute: number) => during(minute, [DEPLOY[0] + 3, DEPLOY[0] + 11]);
  for (const receiver_kind of KINDS) {
    const share = { slack: 0.9, email: 0.2, ntfy: 0.35 }[receiver_kind];
    target.counter("farwatch_notifications_total", (minute) => share * stir(minute), { receiver_kind });
    const failed = (minute: number) => (receiver_kind === "slack" && isSlackDown(minute) ? 0.9 : 0);
    target.counter("farwatch_notifications_failed_total", failed, { receiver_kind, reason: "rate_limited" });
    histogram(target, "farwatch_delivery_seconds", {
      perMinute: (minute) => share * stir(minute),
      spread: (minute) => ({
        median: isSlackDown(minute) && receiver_kind === "slack" ? 44 : 10.6,
        spread: 1.5,
      }),
      bounds: DELIVERY,
      labels: { receiver_kind },
    });
  }
  const waiting = (minute: number) =>
    isSlackDown(minute) ? 1 + Math.floor((minute - DEPLOY[0] - 3) / 2) : 0;
  target.gauge("farwatch_outbox_depth", waiting);
  target.gauge("farwatch_sends_in_flight", (minute) =>
    stir(minute) > 0 && noise("flight", minute) > 0.3 ? 1 : 0,
  );
  target.gauge("farwatch_outbox_oldest_age_seconds", (minute) =>
    isSlackDown(minute) ? 60 * (minute - DEPLOY[0] - 3) : 0,
  );
  target.gauge("farwatch_criticals_undelivered", 0);
}

function held(target: Target): void {
  target.gauge("farwatch_silences", (minute) => (during(minute, [at(4), at(5)]) ? 2 : 1), {
    state: "active",
  });
  target.gauge("farwatch_silences", 0, { state: "pending" });
  target.gauge(
    "farwatch_alerts",
    (minute) => 1 + Math.round(6 * stir(minute)) + (minute > at(17, 20) ? 2 : 0),
    { state: "active" },
  );
  target.gauge("farwatch_alerts", (minute) => (during(minute, [at(4), at(5)]) ? 1 : 0), {
    state: "suppressed",
  });
  target.gauge(
    "farwatch_groups",
    (minute) => 1 + Math.round(3 * stir(minute)) + (minute > at(17, 20) ? 1 : 0),
  );
  const age = (minute: number) => 8 * jitter("age", minute, 0.4) + (isBroken(minute) ? 4 : 0);
  target.gauge("farwatch_heartbeat_age_seconds", age, { heartbeat: "bastion" });
  for (const status of ["waiting", "alive", "missing", "paused"])
    target.gauge("farwatch_heartbeat_status", status === "alive" ? 1 : 0, { heartbeat: "bastion", status });
}
