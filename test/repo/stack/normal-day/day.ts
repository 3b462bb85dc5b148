import { join } from "node:path";
import { readInventory } from "../../../../src/cli/stack/inventory.ts";
import { type TargetGroup, targetGroups } from "../../../../src/cli/stack/render-targets.ts";
import { root } from "../../source.ts";
import { containerSeries } from "./containers.ts";
import { AGENT, isBeingUpgraded, isGone } from "./events.ts";
import { hostSeries } from "./hosts.ts";
import { agentSeries, pipelineSeries } from "./pipeline.ts";
import { gauge, type Series } from "./series.ts";
import { gpuSeries, probeSeries, spanSeries, traefikSeries } from "./services.ts";

/** On the host that reboots, beside what the inventory names. */
const APP = { name: "ollama", host: AGENT, url: "http://192.168.1.20:11434/", module: "http_2xx" };

/** Everything that Prometheus scrapes and is sent on a normal day, for the hosts and targets of the sample inventory. */
export function normalDay(): readonly Series[] {
  const sample = readInventory(join(root, "compose/inventory.yaml"));
  const jobs = targetGroups({ ...sample, services: [...sample.services, APP] });
  return [
    ...[...jobs].flatMap(([job, groups]) => groups.flatMap((group) => targetSeries(job, group))),
    { name: "up", labels: { job: "farwatch", instance: "alerts.example.org" }, values: gauge(1) },
    ...pipelineSeries(sample.bastion.name),
    ...agentSeries(),
    ...spanSeries(),
  ];
}

function targetSeries(job: string, group: TargetGroup): readonly Series[] {
  const { targets, labels } = group;
  const { instance = targets[0] ?? "", host = "" } = labels;
  // The probe is scraped from blackbox_exporter, which is there; what it saw is in probe_success.
  const isDown = (minute: number) =>
    job !== "blackbox" && (isGone(host, minute) || isBeingUpgraded(job, minute));
  const up = {
    name: "up",
    labels: { job, instance, ...labels },
    values: gauge((minute) => (isDown(minute) ? 0 : 1)),
  };
  return [up, ...saidBy(job, group, host, instance)];
}

function saidBy(job: string, group: TargetGroup, host: string, instance: string): readonly Series[] {
  switch (job) {
    case "node":
      return hostSeries(host, instance);
    case "cadvisor":
      return containerSeries(host, instance);
    case "nvidia_gpu":
      return gpuSeries(host, instance);
    case "traefik":
      return traefikSeries(host, instance);
    case "blackbox":
      return probeSeries(group);
    default:
      return [];
  }
}
