import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, badBelow, board, choice, now, over, steps } from "./board.ts";
import { fullest, growing } from "./capacity-containers.ts";
import * as storage from "./capacity-storage.ts";
import { cell, label, toBoard, toLogs } from "./link.ts";
import { graph, heading } from "./panel.ts";
import { table } from "./table.ts";

const links = [
  toBoard("Its machine", "infrastructure", { host: label("host") }),
  toLogs("Its log", `{host=\`${label("host")}\`}`),
];

/** What will run out, and when. */
export function capacity(): Dashboard {
  return board("capacity", "Capacity", "What will run out, and when?")
    .time({ from: "now-7d", to: "now" })
    .refresh("5m")
    .withVariable(choice("host", 'up{job="node"}').label("Host"))
    .withRow(heading("Disks"))
    .withPanel(daysLeft())
    .withPanel(diskForecast())
    .withPanel(free())
    .withRow(heading("What the stack itself stores"))
    .withPanel(storage.prometheusUsed())
    .withPanel(storage.lokiMonth())
    .withPanel(storage.tempoUsed())
    .withPanel(storage.growth())
    .withPanel(storage.series())
    .withRow(heading("Memory and processors"))
    .withPanel(memoryHeadroom())
    .withPanel(forecast())
    .withRow(heading("Limits of containers"))
    .withPanel(fullest())
    .withPanel(growing())
    .build();
}

function daysLeft() {
  const left = (window: string) =>
    `min by (host, mountpoint) (instance_mountpoint:node_filesystem_avail:days_left${window}{host=~"$host"})`;
  return table(
    {
      title: "Days until a disk is full",
      description:
        "If it goes on as in the last hour, six hours, day. Only what fills up is here; 4 days are a warning, 1 is " +
        "critical, when two windows agree.",
      size: [12, 9],
      alerts: ["DiskWillFill"],
      queries: [now(left("1h")), now(left("6h")), now(left("1d"))],
    },
    [
      {
        field: "host",
        title: "Host",
        links: [toBoard("Its machine", "infrastructure", { host: cell("Host") })],
      },
      { field: "mountpoint", title: "Filesystem" },
      { field: "Value #A", title: "As in the last hour", unit: units.Days, thresholds: badBelow(1, 4) },
      { field: "Value #B", title: "As in six hours", unit: units.Days, thresholds: badBelow(1, 4) },
      { field: "Value #C", title: "As in a day", unit: units.Days, thresholds: badBelow(1, 4) },
    ],
  );
}

function diskForecast() {
  const used = 'instance_mountpoint:node_filesystem_usage:ratio{host=~"$host"}';
  return graph({
    title: "Disk usage in 30 days",
    description:
      "Where a month like the last week leads (`predict_linear`), beside what is used now. Above 1 it is full.",
    unit: units.PercentUnit,
    size: [12, 9],
    thresholds: badAbove(0.9, 1),
    queries: [
      over(
        'instance_mountpoint:node_filesystem_usage:predict30d{host=~"$host"}',
        "{{host}} {{mountpoint}} in 30 d",
      ),
      over(used, "{{host}} {{mountpoint}} now"),
    ],
    links,
  }).min(0);
}

function free() {
  return graph({
    title: "Free disk space",
    description: "Bytes that a program without root's reserve can still write.",
    unit: units.BytesIEC,
    size: [24, 8],
    queries: [
      over('instance_mountpoint:node_filesystem_avail:bytes{host=~"$host"}', "{{host}} {{mountpoint}}"),
    ],
    links,
  }).min(0);
}

function memoryHeadroom() {
  return graph({
    title: "Memory headroom",
    description: "What programs can still have. Below a twentieth of the memory OutOfMemory fires.",
    unit: units.BytesIEC,
    size: [12, 8],
    queries: [over('max by (host) (node_memory_MemAvailable_bytes{host=~"$host"})', "{{host}}")],
    links,
  }).min(0);
}

function forecast() {
  return graph({
    title: "Memory and CPU in 30 days",
    description: "Where a month like the last week leads. Above 1 it does not fit any more.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: steps("green", { value: 0.9, color: "orange" }, { value: 1, color: "red" }),
    queries: [
      over('instance:node_memory_utilisation:predict30d{host=~"$host"}', "{{host}} memory"),
      over('instance:node_cpu_utilisation:predict30d{host=~"$host"}', "{{host}} CPU"),
    ],
    links,
  }).min(0);
}
