import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { alertmanagerProgram } from "../test/e2e/harness/alertmanager.ts";

/** On what, and with what, figures were taken. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly workerd: string;
  readonly alertmanager?: string;
}

export function describeMachine(now: Date): Machine {
  const alertmanager = alertmanagerVersion();
  return {
    date: now.toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    node: process.versions.node,
    workerd: workerdVersion(),
    ...(alertmanager === undefined ? {} : { alertmanager }),
  };
}

/** One sentence of it. */
export function sentenceOf(machine: Machine): string {
  const { date, cpu, cores, memoryGiB, kernel, node, workerd, alertmanager } = machine;
  const peer = alertmanager === undefined ? "no Alertmanager installed" : `Alertmanager ${alertmanager}`;
  return `${date}: ${cores} cores of ${cpu}, ${memoryGiB} GiB, Linux ${kernel}; Node ${node}, workerd ${workerd}, ${peer}.`;
}

function workerdVersion(): string {
  const path = createRequire(import.meta.url).resolve("workerd/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version; // npm demands it
}

function alertmanagerVersion(): string | undefined {
  if (alertmanagerProgram === undefined) return undefined;
  const { stdout, stderr } = spawnSync(alertmanagerProgram, ["--version"], { encoding: "utf8" });
  return versionIn(`${stdout}${stderr}`);
}

/** Of `alertmanager, version 0.25.0 (branch: ...)`. */
export function versionIn(said: string): string {
  return /version (\S+)/.exec(said)?.[1] ?? "of an unknown version";
}
