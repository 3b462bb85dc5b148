import { describe, it } from "vitest";
import type { RouterEvent } from "../../../src/router/event.ts";
import type { LogFields, LogLevel } from "../../../src/telemetry/log.ts";
import { allMetrics } from "../../../src/telemetry/metric-names.ts";
import { Registry } from "../../../src/telemetry/metrics.ts";
import { observeRouter } from "../../../src/telemetry/observe-router.ts";
import { attemptOf } from "../router/attempt.ts";

const attempt = attemptOf({ at: 1, integration: "chat/slack/0" });
const decision = {
  type: "decision",
  groupKey: "{}:{}",
  receiver: "chat",
  integration: "chat/slack/0",
  notify: true,
  reason: "first notification",
  firing: 1,
  resolved: 0,
  muted: 0,
} as const;

const acknowledged = {
  type: "acknowledged",
  kind: "pushover",
  groupKey: "{}:{}",
  integration: "pager/pushover/0",
  at: "2026-11-22T02:14:05.000Z",
  by: "phone",
} as const;

function observe(...events: readonly RouterEvent[]) {
  const registry = new Registry(allMetrics);
  const lines: { readonly level: LogLevel; readonly msg: string; readonly fields: LogFields }[] = [];
  const observer = observeRouter(registry, (level, msg, fields = {}) => lines.push({ level, msg, fields }));
  for (const event of events) observer(event);
  return { text: registry.render(), lines };
}

describe("the metrics of an event", () => {
  const cases: { name: string; event: RouterEvent; want: string[] }[] = [
    {
      name: "received alerts, by the status they came with",
      event: { type: "received", firing: 3, resolved: 2 },
      want: [
        'farwatch_alerts_received_total{status="firing"} 3',
        'farwatch_alerts_received_total{status="resolved"} 2',
      ],
    },
    {
      name: "every mismatched fingerprint of a body",
      event: { type: "fingerprint_mismatch", sender: "am", count: 5 },
      want: ["farwatch_fingerprint_mismatches_total 5"],
    },
    {
      name: "who acknowledged, by the kind of receiver",
      event: acknowledged,
      want: ['farwatch_acknowledged_total{receiver_kind="pushover"} 1'],
    },
    {
      name: "how far a sender's clock is ahead",
      event: { type: "clock_skew", sender: "am", seconds: 42.5 },
      want: ['farwatch_clock_skew_seconds{sender="am"} 42.5'],
    },
    {
      name: "refused bodies by reason",
      event: { type: "refused", sender: "am", reason: "too_large" },
      want: ['farwatch_intake_refused_total{reason="too_large"} 1'],
    },
    {
      name: "decisions to notify",
      event: decision,
      want: ['farwatch_notification_decisions_total{reason="first notification"} 1'],
    },
    {
      name: "decisions to stay quiet",
      event: { ...decision, notify: false, reason: "all alerts muted" },
      want: ['farwatch_notification_decisions_total{reason="all alerts muted"} 1'],
    },
    {
      name: "a delivery with the time since its change",
      event: { type: "attempt", kind: "slack", attempt, sinceReceivedMs: 400 },
      want: [
        'farwatch_notifications_total{receiver_kind="slack"} 1',
        'farwatch_delivery_seconds_bucket{receiver_kind="slack",le="0.5"} 1',
        'farwatch_delivery_seconds_sum{receiver_kind="slack"} 0.4',
      ],
    },
    {
      name: "a failure by its reason, which is a notification too and no delivery",
      event: {
        type: "attempt",
        kind: "slack",
        attempt: { ...attempt, outcome: "retried", failure: "timeout" },
        failure: "timeout",
      },
      want: [
        'farwatch_notifications_total{receiver_kind="slack"} 1',
        'farwatch_notifications_failed_total{receiver_kind="slack",reason="timeout"} 1',
      ],
    },
  ];
  it.for(cases)("count $name", ({ event, want }, { expect }) => {
    const { text } = observe(event);
    for (const line of want) expect(text).toContain(`${line}\n`);
    const isDelivery = event.type === "attempt" && event.sinceReceivedMs !== undefined;
    expect(text.includes("farwatch_delivery_seconds_bucket")).toBe(isDelivery);
  });
});

describe("the log line of an event", () => {
  const failed = { ...attempt, outcome: "retried", failure: "timeout" } as const;
  const cases: { name: string; event: RouterEvent; want: string | undefined }[] = [
    {
      name: "says nothing of alerts received",
      event: { type: "received", firing: 1, resolved: 0 },
      want: undefined,
    },
    {
      name: "warns of mismatched fingerprints",
      event: { type: "fingerprint_mismatch", sender: "am", count: 5 },
      want: "warn fingerprint_mismatch",
    },
    {
      name: "warns of a skewed clock",
      event: { type: "clock_skew", sender: "am", seconds: 31 },
      want: "warn clock_skew",
    },
    {
      name: "warns of a refused body",
      event: { type: "refused", sender: "am", reason: "malformed" },
      want: "warn refused",
    },
    {
      name: "tells what becomes of a heartbeat",
      event: { type: "heartbeat", heartbeat: "nas", status: "missing", reason: "missed" },
      want: "info heartbeat",
    },
    {
      name: "tells a change of the verdict",
      event: { type: "verdict", verdict: "BastionDown", why: "It does not answer." },
      want: "info verdict",
    },
    { name: "leaves it to its attempts to tell of a decision to notify", event: decision, want: undefined },
    {
      name: "tells a decision to stay quiet for a reason",
      event: { ...decision, notify: false, reason: "all alerts muted" },
      want: "info decision",
    },
    {
      name: "says nothing of a tick that found no change",
      event: { ...decision, notify: false, reason: "no change" },
      want: undefined,
    },
    {
      name: "says nothing of a tick that found the same row waiting",
      event: { ...decision, notify: false, reason: "already waiting" },
      want: undefined,
    },
    {
      name: "says nothing of a tick that found nothing to tell",
      event: { ...decision, notify: false, reason: "nothing to tell" },
      want: undefined,
    },
    { name: "tells who acknowledged", event: acknowledged, want: "info acknowledged" },
    { name: "tells a delivery", event: { type: "attempt", kind: "slack", attempt }, want: "info attempt" },
    {
      name: "warns of a failure",
      event: { type: "attempt", kind: "slack", attempt: failed, failure: "timeout" },
      want: "warn attempt",
    },
  ];
  it.for(cases)("$name", ({ event, want }, { expect }) => {
    const { lines } = observe(event);
    expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual(want === undefined ? [] : [want]);
  });

  it("names the sender, the group and the answer", ({ expect }) => {
    const muted = { ...decision, notify: false, reason: "all alerts muted" } as const;
    const { lines } = observe({ type: "clock_skew", sender: "am", seconds: 31 }, muted, {
      type: "attempt",
      kind: "slack",
      attempt,
    });
    expect(lines.map(({ fields }) => fields)).toEqual([
      { type: "clock_skew", sender: "am", seconds: 31 },
      muted,
      { kind: "slack", ...attempt },
    ]);
  });
});
