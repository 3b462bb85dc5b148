import { startChild } from "./child.ts";
import { findProgram } from "./program.ts";
import type { Scene } from "./scene.ts";
import { until } from "./until.ts";

export const prometheusProgram = findProgram("prometheus");

export const hasPrometheus = prometheusProgram !== undefined;

export interface Prometheus {
  readonly url: string;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<number | string>;
}

export interface PrometheusOptions {
  readonly port: number;
  /** `host:port` of its Alertmanager. */
  readonly alertmanager: string;
}

/** The Watchdog of docs/watch.md. */
const RULES = `
groups:
  - name: watchdog
    rules:
      - alert: Watchdog
        expr: vector(1)
        labels: { severity: none }
        annotations: { summary: Always firing. It proves that alerts reach their receivers. }
`;

let started = 0;

/** Starts a real Prometheus that has nothing but its Watchdog; a second one on a port that was killed goes on alone. */
export async function startPrometheus(scene: Scene, options: PrometheusOptions): Promise<Prometheus> {
  started += 1;
  const rules = await scene.file(`rules-${started}.yml`, RULES);
  const config = await scene.file(`prometheus-${started}.yml`, configOf(rules, options.alertmanager));
  const child = await startChild(prometheusProgram ?? "", [
    `--config.file=${config}`,
    `--storage.tsdb.path=${await scene.folder(`prometheus-${started}`)}`,
    `--web.listen-address=127.0.0.1:${options.port}`,
    // As the README asks for: without it Alertmanager holds a dead Prometheus's Watchdog for four minutes.
    "--rules.alert.resend-delay=15s",
  ]);
  const url = `http://127.0.0.1:${options.port}`;
  const prometheus = scene.add({
    url,
    kill: async () => {
      child.killGroup();
      await child.ended;
    },
    stop: child.stop,
  });
  await until("Prometheus to be ready", () => isOk(`${url}/-/ready`), { seen: child.output });
  return prometheus;
}

function configOf(rules: string, alertmanager: string): string {
  return `
global: { evaluation_interval: 5s }
rule_files: [${JSON.stringify(rules)}]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["${alertmanager}"] }] }] }
`;
}

/** Whether it answers 2xx. */
export async function isOk(url: string): Promise<boolean> {
  return (await fetch(url).catch(() => undefined))?.ok === true;
}
