import { join } from "node:path";
import { readInventory } from "../../../../src/cli/stack/inventory.ts";
import { type TargetGroup, targetGroups } from "../../../../src/cli/stack/render-targets.ts";
import { agentSeries, alloySeries } from "./collectors.ts";
import { containerSeries, engineSeries } from "./containers.ts";
import { edgeSeries } from "./edge.ts";
import { hostSeries } from "./hosts.ts";
import { gpuSeries, smartSeries } from "./machines.ts";
import { outsideSeries } from "./outside.ts";
import { type Labels, type Series, Target } from "./series.ts";
import { probeSeries, traefikSeries } from "./services.ts";
import { spanSeries } from "./spans.ts";
import {
  alertmanagerSeries,
  backupSeries,
  lokiSeries,
  prometheusSeries,
  tempoSeries,
  tunnelSeries,
} from "./stores.ts";
import { BASTION, isDown, MONSTER } from "./story.ts";

/** Beside those of the inventory, so that there is something to see. */
const SERVICES = [
  { name: "shop", host: BASTION, url: "https://shop.lab/", module: "http_2xx" },
  { name: "ollama", host: MONSTER, url: "http://192.168.1.20:11434/", module: "http_2xx" },
];

const EDGE: Labels = { job: "farwatch", instance: "alerts.example.org" };

/** Everything that Prometheus has of the day that is drawn, for the hosts of the sample inventory. */
export function seriesOfDay(): readonly Series[] {
  const sample = readInventory(join(import.meta.dirname, "../../../inventory.yaml"));
  const jobs = targetGroups({ ...sample, services: [...sample.services, ...SERVICES] });
  return [
    ...[...jobs].flatMap(([job, groups]) => groups.flatMap((group) => targetSeries(job, group))),
    ...new Target(EDGE).gauge("up", 1).all,
    ...edgeSeries(EDGE),
    ...outsideSeries(EDGE),
    ...agentSeries(),
    ...spanSeries(),
  ];
}

function targetSeries(job: string, { targets, labels }: TargetGroup): readonly Series[] {
  const { instance = targets[0] ?? "", host = "" } = labels;
  // The probe is scraped from blackbox_exporter, which is there; what it saw is in probe_success.
  const isGone = (minute: number) => job !== "blackbox" && isDown(host, minute);
  const up = new Target({ ...labels, job, instance }).gauge("up", (minute) => (isGone(minute) ? 0 : 1));
  return [...up.all, ...saidBy(job, labels, host, instance)];
}

function saidBy(job: string, labels: Labels, host: string, instance: string): readonly Series[] {
  const own = { job, instance, host };
  switch (job) {
    case "node":
      return [...hostSeries(host, instance), ...(host === BASTION ? backupSeries(own) : [])];
    case "cadvisor":
      return containerSeries(host, instance);
    case "docker":
      return engineSeries(host, instance);
    case "nvidia_gpu":
      return gpuSeries(host, instance);
    case "smartctl":
      return smartSeries(host, instance);
    case "traefik":
      return traefikSeries(host, instance);
    case "blackbox":
      return probeSeries(labels, instance);
    case "blackbox_exporter":
      return new Target(own).gauge("blackbox_exporter_config_last_reload_successful", 1).all;
    case "prometheus":
      return prometheusSeries(own);
    case "alertmanager":
      return alertmanagerSeries(own);
    case "loki":
      return lokiSeries(own);
    case "tempo":
      return tempoSeries(own);
    case "alloy":
      return alloySeries(own);
    case "ghostunnel":
      return tunnelSeries(own);
    default:
      return [];
  }
}
