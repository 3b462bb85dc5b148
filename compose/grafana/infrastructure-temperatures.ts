import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over } from "./board.ts";
import { label, toLogs } from "./link.ts";
import { graph } from "./panel.ts";

const links = [toLogs("What the kernel says", `{host=\`${label("host")}\`, transport=\`kernel\`}`)];

/** The hottest sensor of these chips, by the names that the kernel's drivers give them. */
function hottest(chips: string): string {
  return `
max by (host, chip) (
  node_hwmon_temp_celsius{host=~"$host"}
  * on (host, instance, chip) group_left (chip_name)
  node_hwmon_chip_names{chip_name=~"${chips}"}
)`.trim();
}

export function cpu() {
  const zones =
    'max by (host, type) (node_thermal_zone_temp{host=~"$host", type=~"x86_pkg_temp|cpu.*|soc.*"})';
  return graph({
    title: "CPU temperature",
    description:
      "The hottest core. Most processors slow down above 95 °C. Virtual machines have no sensors: empty.",
    unit: units.Celsius,
    size: [12, 8],
    thresholds: badAbove(80, 95),
    queries: [
      over(hottest("coretemp|k10temp|zenpower|cpu_thermal"), "{{host}} {{chip}}"),
      over(zones, "{{host}} {{type}}"),
    ],
    links,
  });
}

export function disk() {
  const smart =
    'max by (host, device) (smartctl_device_temperature{host=~"$host", temperature_type="current"})';
  return graph({
    title: "Disk temperature",
    description:
      "By smartctl where it runs, and by the kernel's own sensors of disks. Disks that rotate should stay below " +
      "60 °C, of which there is an alert; NVMe says itself when it is too hot.",
    unit: units.Celsius,
    size: [12, 8],
    alerts: ["DiskHot"],
    thresholds: badAbove(50, 60),
    queries: [over(smart, "{{host}} {{device}}"), over(hottest("drivetemp|nvme"), "{{host}} {{chip}}")],
    links,
  });
}
