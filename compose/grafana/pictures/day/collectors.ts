import { type Labels, type Series, Target } from "./series.ts";
import { during, jitter, noise, wave } from "./shape.ts";
import { BASTION, DEPLOY, isBroken, isDown, MONSTER, REBOOT } from "./story.ts";

const SIGNALS = ["spans", "log_records", "metric_points"] as const;

/** Alloy on Bastion takes everything; the collector of the other host sends to it. */
export function alloySeries(labels: Labels): readonly Series[] {
  const target = new Target(labels);
  const health = (type: string, value: number | ((minute: number) => number)) =>
    target.gauge("alloy_component_controller_running_components", value, {
      controller_id: "",
      controller_path: "/",
      health_type: type,
    });
  target.gauge("alloy_config_last_load_successful", 1);
  health("healthy", (minute) => (during(minute, [DEPLOY[0] + 5, DEPLOY[0] + 8]) ? 29 : 30));
  health("unhealthy", (minute) => (during(minute, [DEPLOY[0] + 5, DEPLOY[0] + 8]) ? 1 : 0));
  health("unknown", 0);
  health("exited", 0);
  const component = { component_id: "otelcol.exporter.otlphttp.loki", component_path: "/" };
  queues(target, { ...component, exporter: "otlphttp/loki" }, "logs", (minute) =>
    isBroken(minute) ? 0.34 : 0.02,
  );
  queues(target, { ...component, exporter: "otlp/tempo" }, "traces", (minute) =>
    isBroken(minute) ? 0.11 : 0.01,
  );
  sent(target, BASTION, { ...component, exporter: "otlphttp/loki" });
  lost(target, component, (minute) => (during(minute, [DEPLOY[0] + 6, DEPLOY[0] + 12]) ? 14 : 0));
  sampled(target, "true", (minute) => 8 * (0.1 + wave(minute)) + (isBroken(minute) ? 60 : 0));
  sampled(target, "false", (minute) => 500 * (0.06 + wave(minute)) * jitter("sampling", minute, 0.2));
  return target.all;
}

export function agentSeries(): readonly Series[] {
  const target = new Target(
    { job: "otelcol", instance: "monster", host: MONSTER },
    { isGone: (minute) => isDown(MONSTER, minute), restarts: [REBOOT[1]] },
  );
  const exporter = { exporter: "otlp/bastion" };
  const drained = (minute: number) => (during(minute, [REBOOT[1], REBOOT[1] + 6]) ? 0.4 : 0.01);
  queues(target, exporter, "logs", drained);
  queues(target, exporter, "metrics", drained);
  sent(target, MONSTER, exporter);
  lost(target, {}, () => 0);
  return target.all;
}

function queues(target: Target, labels: Labels, data_type: string, share: (minute: number) => number): void {
  const name = `${labels["exporter"]} ${data_type}`;
  target.gauge("otelcol_exporter_queue_capacity", 1_000, { ...labels, data_type });
  const size = (minute: number) => Math.round(1_000 * share(minute) * (1 + 0.5 * noise(name, minute)));
  target.gauge("otelcol_exporter_queue_size", size, { ...labels, data_type });
}

function sent(target: Target, host: string, labels: Labels): void {
  const most =
    host === BASTION
      ? { spans: 700, log_records: 900, metric_points: 300 }
      : { spans: 40, log_records: 260, metric_points: 520 };
  for (const signal of SIGNALS) {
    const perMinute = (minute: number) =>
      most[signal] *
      (0.3 + wave(minute)) *
      jitter(host + signal, minute, 0.25) *
      (isBroken(minute) && host === BASTION ? 2.2 : 1);
    target.counter(`otelcol_exporter_sent_${signal}_total`, perMinute, labels);
  }
}

function lost(target: Target, labels: Labels, lines: (minute: number) => number): void {
  for (const signal of SIGNALS) {
    const failed = signal === "log_records" ? lines : 0;
    target.counter(`otelcol_exporter_send_failed_${signal}_total`, failed, labels);
    target.counter(`otelcol_exporter_enqueue_failed_${signal}_total`, 0, labels);
    target.counter(`otelcol_receiver_refused_${signal}_total`, 0, labels);
  }
}

function sampled(target: Target, decision: string, perMinute: (minute: number) => number): void {
  const name = "otelcol_processor_tail_sampling_global_count_traces_sampled_total";
  target.counter(name, perMinute, {
    component_id: "otelcol.processor.tail_sampling.default",
    sampled: decision,
    decision: decision === "true" ? "sampled" : "not_sampled",
  });
}
