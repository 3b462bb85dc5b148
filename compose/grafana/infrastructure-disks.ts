import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { bars, graph } from "./panel.ts";

const links = [
  toBoard("When it will be full", "capacity", { host: label("host") }),
  toLogs("What the kernel says", `{host=\`${label("host")}\`, transport=\`kernel\`}`),
];

const ofUsage = {
  unit: units.PercentUnit,
  alerts: ["DiskFull", "DiskSpaceLow"],
  thresholds: badAbove(0.8, 0.9),
  links,
};

export function usage() {
  const ratio = 'max by (host, mountpoint) (instance_mountpoint:node_filesystem_usage:ratio{host=~"$host"})';
  const of = {
    ...ofUsage,
    title: "Disk usage",
    description:
      "Used share of each filesystem that can be written to. What is reserved for root counts as used.",
    size: [12, 8],
    queries: [latest(ratio, "{{host}} {{mountpoint}}")],
  } as const;
  return bars(of, 1);
}

export function usageTrend() {
  return graph({
    ...ofUsage,
    title: "Disk usage trend",
    description:
      "Used share of each filesystem. Above 80 % for half an hour is a warning, above 90 % critical.",
    size: [12, 8],
    queries: [
      over('instance_mountpoint:node_filesystem_usage:ratio{host=~"$host"}', "{{host}} {{mountpoint}}"),
    ],
  }).min(0);
}

export function inodes() {
  return graph({
    title: "Inodes used",
    description:
      "When none is left no file can be made, however much space is free. Not of btrfs, xfs and vfat.",
    unit: units.PercentUnit,
    size: [12, 8],
    alerts: ["InodesLow"],
    thresholds: badAbove(0.8, 0.95),
    queries: [
      over(
        'instance_mountpoint:node_filesystem_inodes_usage:ratio{host=~"$host"}',
        "{{host}} {{mountpoint}}",
      ),
    ],
    links,
  }).min(0);
}

export function bytes() {
  // What is made of other disks is counted with those. As in the recording rule of their busy time.
  const selector = '{host=~"$host", device!~"dm-.*|sr.*|loop.*|ram.*|zram.*"}[$__rate_interval]';
  return graph({
    title: "Disk I/O",
    description: "Bytes read from and written to each disk in a second. What is normal depends on the disk.",
    unit: units.BytesPerSecondIEC,
    size: [12, 8],
    queries: [
      over(`max by (host, device) (rate(node_disk_read_bytes_total${selector}))`, "{{host}} {{device}} read"),
      over(
        `max by (host, device) (rate(node_disk_written_bytes_total${selector}))`,
        "{{host}} {{device}} written",
      ),
    ],
    links,
  }).min(0);
}

export function busy() {
  return graph({
    title: "Disks busy",
    description:
      "Share of the time in which a disk had something to do. At 100 % a single disk is at its end.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: badAbove(0.8, 0.95),
    queries: [over('instance_device:node_disk_io_utilisation:ratio{host=~"$host"}', "{{host}} {{device}}")],
    links,
  }).min(0);
}
