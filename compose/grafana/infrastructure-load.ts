import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { gauge, graph } from "./panel.ts";

const links = [
  toBoard("Its containers", "containers", { host: label("host") }),
  toLogs("Its log", `{host=\`${label("host")}\`}`),
];

const ofCpu = { unit: units.PercentUnit, alerts: ["HighCPU"], thresholds: badAbove(0.75, 0.9), links };
const ofMemory = {
  unit: units.PercentUnit,
  alerts: ["OutOfMemory"],
  thresholds: badAbove(0.85, 0.95),
  links,
};

export function cpu() {
  const of = {
    ...ofCpu,
    title: "CPU",
    description:
      "Busy share of all cores together over five minutes. Waiting for a disk is not counted as work.",
    size: [6, 6],
    queries: [latest('max by (host) (instance:node_cpu_utilisation:ratio{host=~"$host"})', "{{host}}")],
  } as const;
  return gauge(of, 1);
}

export function memory() {
  const of = {
    ...ofMemory,
    title: "Memory",
    description:
      "Share that programs could not have. What the kernel uses to keep files at hand counts as free.",
    size: [6, 6],
    queries: [latest('max by (host) (instance:node_memory_utilisation:ratio{host=~"$host"})', "{{host}}")],
  } as const;
  return gauge(of, 1);
}

export function cpuTrend() {
  return graph({
    ...ofCpu,
    title: "CPU trend",
    description: "Busy share of all cores together. Above 90 % for a quarter of an hour is an alert.",
    size: [12, 8],
    queries: [over('instance:node_cpu_utilisation:ratio{host=~"$host"}', "{{host}}")],
  }).min(0);
}

export function memoryTrend() {
  return graph({
    ...ofMemory,
    title: "Memory trend",
    description: "Share that programs could not have. Above 95 % the kernel is about to kill some of them.",
    size: [12, 8],
    queries: [over('instance:node_memory_utilisation:ratio{host=~"$host"}', "{{host}}")],
  }).min(0);
}

export function averages() {
  return graph({
    title: "Load over 1, 5 and 15 minutes",
    description:
      "Tasks that run or wait for a disk, on average. How many are too many depends on the cores: see beside.",
    unit: units.Short,
    size: [12, 8],
    queries: [
      over('node_load1{host=~"$host"}', "{{host}} 1 min"),
      over('node_load5{host=~"$host"}', "{{host}} 5 min"),
      over('node_load15{host=~"$host"}', "{{host}} 15 min"),
    ],
    links,
  }).min(0);
}

export function perCore() {
  return graph({
    title: "Load for each core",
    description: "Load over 15 minutes divided by the cores. Above 1 tasks wait; above 1.5 it is an alert.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["HighLoad"],
    thresholds: badAbove(1, 1.5),
    queries: [over('instance:node_load15_per_core:ratio{host=~"$host"}', "{{host}}")],
    links,
  }).min(0);
}

export function network() {
  return graph({
    title: "Network",
    description:
      "Bytes in and out of each real device in a second: no loopback, no bridges, no ends of containers.",
    unit: units.BytesPerSecondSI,
    size: [12, 8],
    queries: [
      over('instance_device:node_network_bytes:rate5m{host=~"$host"}', "{{host}} {{device}} {{direction}}"),
    ],
    links,
  }).min(0);
}

export function networkBusy() {
  return graph({
    title: "Network busy",
    description:
      "Share of what the link carries. A device that does not say its speed is held against a gigabit.",
    unit: units.PercentUnit,
    size: [12, 8],
    alerts: ["HighNetworkTraffic"],
    thresholds: badAbove(0.6, 0.8),
    queries: [
      over(
        'instance_device:node_network_utilisation:ratio{host=~"$host"}',
        "{{host}} {{device}} {{direction}}",
      ),
    ],
    links,
  }).min(0);
}
