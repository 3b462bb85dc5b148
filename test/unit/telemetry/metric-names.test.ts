import { describe, it } from "vitest";
import * as definitions from "../../../src/telemetry/metric-names.ts";
import { Registry } from "../../../src/telemetry/metrics.ts";

const { allMetrics, ...exported } = definitions;

describe("metric definitions", () => {
  it("allMetrics lists every definition once", ({ expect }) => {
    expect(new Set(allMetrics)).toEqual(new Set(Object.values(exported)));
    expect(new Set(allMetrics.map((metric) => metric.name)).size).toBe(allMetrics.length);
  });

  it.for(allMetrics.map((metric) => [metric.name, metric] as const))(
    "%s is named as Prometheus asks",
    ([, metric], { expect }) => {
      expect(metric.name).toMatch(/^(?:farwatch_[a-z_]+|alertmanager_build_info)$/);
      expect(metric.help).toMatch(/^[A-Z].*\.$/);
      expect(metric.name.endsWith("_total")).toBe(metric.type === "counter");
      for (const label of metric.labels) expect(label).toMatch(/^[a-z_]+$/);
      if (metric.type === "histogram") {
        expect(metric.name).toMatch(/_seconds$/);
        expect(metric.buckets).toEqual([...metric.buckets].sort((a, b) => a - b));
      }
    },
  );

  const asked = [
    "farwatch_alerts_received_total{status}",
    "farwatch_fingerprint_mismatches_total{}",
    "farwatch_clock_skew_seconds{sender}",
    "farwatch_intake_refused_total{reason}",
    "farwatch_notifications_total{receiver_kind}",
    "farwatch_notifications_failed_total{receiver_kind,reason}",
    "farwatch_notification_decisions_total{reason}",
    "farwatch_delivery_seconds{receiver_kind}",
    "farwatch_acknowledged_total{receiver_kind}",
    "farwatch_outbox_depth{}",
    "farwatch_criticals_undelivered{}",
    "farwatch_outbox_oldest_age_seconds{}",
    "farwatch_denied_total{reason}",
    "farwatch_alerts{state}",
    "farwatch_silences{state}",
    "farwatch_groups{}",
    "farwatch_sends_in_flight{}",
    "farwatch_heartbeat_age_seconds{heartbeat}",
    "farwatch_heartbeat_status{heartbeat,status}",
    "farwatch_verdict{verdict}",
    "farwatch_external_heartbeat_failures_total{}",
    "farwatch_build_info{version}",
    "alertmanager_build_info{version}",
  ];
  it("carries what operators were promised", ({ expect }) => {
    const have = allMetrics.map((metric) => `${metric.name}{${metric.labels.join(",")}}`);
    expect(have.sort()).toEqual(asked.sort());
  });

  it("a fresh registry shows the counters and histograms that need no label", ({ expect }) => {
    expect(new Registry(allMetrics).render()).toContain("\nfarwatch_fingerprint_mismatches_total 0\n");
  });
});
