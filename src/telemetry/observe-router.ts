import type { RouterEvent } from "../router/event.ts";
import type { Log } from "./log.ts";
import {
  ACKNOWLEDGED,
  ALERTS_RECEIVED,
  CLOCK_SKEW,
  DELIVERY_SECONDS,
  FINGERPRINT_MISMATCHES,
  INTAKE_REFUSED,
  NOTIFICATION_DECISIONS,
  NOTIFICATIONS,
  NOTIFICATIONS_FAILED,
} from "./metric-names.ts";
import type { Registry } from "./metrics.ts";

/** Makes metrics and log lines of what a router did. */
export function observeRouter(registry: Registry, log: Log): (event: RouterEvent) => void {
  return (event) => {
    count(registry, event);
    write(log, event);
  };
}

function count(registry: Registry, event: RouterEvent): void {
  switch (event.type) {
    case "received":
      registry.inc(ALERTS_RECEIVED, { status: "firing" }, event.firing);
      return registry.inc(ALERTS_RECEIVED, { status: "resolved" }, event.resolved);
    case "fingerprint_mismatch":
      return registry.inc(FINGERPRINT_MISMATCHES, {}, event.count);
    case "clock_skew":
      return registry.set(CLOCK_SKEW, { sender: event.sender }, event.seconds);
    case "refused":
      return registry.inc(INTAKE_REFUSED, { reason: event.reason });
    case "heartbeat":
    case "verdict":
      // Gauges tell how they stand.
      return;
    case "decision":
      return registry.inc(NOTIFICATION_DECISIONS, { reason: event.reason });
    case "acknowledged":
      return registry.inc(ACKNOWLEDGED, { receiver_kind: event.kind });
    case "attempt":
      return countAttempt(registry, event);
  }
}

function countAttempt(registry: Registry, event: Extract<RouterEvent, { type: "attempt" }>): void {
  const receiver_kind = event.kind;
  registry.inc(NOTIFICATIONS, { receiver_kind });
  if (event.failure !== undefined)
    registry.inc(NOTIFICATIONS_FAILED, { receiver_kind, reason: event.failure });
  if (event.sinceReceivedMs !== undefined) {
    registry.observe(DELIVERY_SECONDS, { receiver_kind }, event.sinceReceivedMs / 1000);
  }
}

/**
 * Ticks that found a group unchanged are counted and not written: they would drown the others. A decision to tell is
 * written by its attempts, which say the reason too: in a storm a line costs as much as a row.
 */
const UNREMARKABLE: ReadonlySet<string> = new Set(["no change", "already waiting", "nothing to tell"]);

function write(log: Log, event: RouterEvent): void {
  switch (event.type) {
    case "received":
      return;
    case "fingerprint_mismatch":
    case "clock_skew":
    case "refused":
      return log("warn", event.type, event);
    case "heartbeat":
    case "verdict":
    case "acknowledged":
      return log("info", event.type, event);
    case "decision":
      if (!event.notify && !UNREMARKABLE.has(event.reason)) log("info", "decision", event);
      return;
    case "attempt":
      return log(event.failure === undefined ? "info" : "warn", "attempt", {
        kind: event.kind,
        ...event.attempt,
      });
  }
}
