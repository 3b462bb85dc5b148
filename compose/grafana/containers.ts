import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, board, choice, over } from "./board.ts";
import * as now from "./containers-now.ts";
import { byName, chosen, links, ofCounter, shareOfLimit } from "./containers-query.ts";
import { overview } from "./containers-table.ts";
import { graph, heading } from "./panel.ts";

/** What runs in containers, on hosts that have Docker. */
export function containers(): Dashboard {
  return board("containers", "Containers", "What runs in containers: is it well, and what does it use?")
    .withVariable(choice("host", "container_start_time_seconds").label("Host"))
    .withVariable(choice("name", 'container_start_time_seconds{host=~"$host", name!=""}').label("Container"))
    .withRow(heading("Now"))
    .withPanel(now.total())
    .withPanel(now.inState("running", "Running", "Containers that run now, by Docker's own count."))
    .withPanel(
      now.inState("stopped", "Stopped", "Containers that have ended, and are not deleted. A few are normal."),
    )
    .withPanel(
      now.inState(
        "paused",
        "Paused",
        "Containers that somebody has frozen. Nothing here does that by itself.",
      ),
    )
    .withPanel(now.restarts())
    .withPanel(now.unhealthy())
    .withPanel(overview())
    .withRow(heading("Processor and memory"))
    .withPanel(cpu())
    .withPanel(throttled())
    .withPanel(memory())
    .withPanel(memoryOfLimit())
    .withRow(heading("Network and disk"))
    .withPanel(network())
    .withPanel(disk())
    .build();
}

function cpu() {
  return graph({
    title: "CPU",
    description: "Cores that each container keeps busy: 1 is one core. Limits are in compose.yaml.",
    unit: units.Short,
    size: [12, 8],
    queries: [over(ofCounter("container_cpu_usage_seconds_total"), "{{host}} {{name}}")],
    links,
  }).min(0);
}

function throttled() {
  const held = ofCounter("container_cpu_cfs_throttled_periods_total");
  const all = ofCounter("container_cpu_cfs_periods_total");
  return graph({
    title: "Held back by the CPU limit",
    description:
      "Share of the scheduler's periods in which a container was at its limit. Much of it makes it slow.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: badAbove(0.25, 0.5),
    queries: [over(`${held}\n/ on (host, name, container)\n(${all} > 0)`, "{{host}} {{name}}")],
    links,
  }).min(0);
}

function memory() {
  return graph({
    title: "Memory",
    description:
      "The working set: what the kernel cannot take back at once. What it keeps of files is not counted.",
    unit: units.BytesIEC,
    size: [12, 8],
    queries: [over(byName(`container_memory_working_set_bytes{${chosen}}`), "{{host}} {{name}}")],
    links,
  }).min(0);
}

function memoryOfLimit() {
  return graph({
    title: "Memory of the limit",
    description:
      "At 100 % the kernel kills the container; above 90 % for ten minutes is an alert. Those without limit: none.",
    unit: units.PercentUnit,
    size: [12, 8],
    alerts: ["ContainerMemoryHigh"],
    thresholds: badAbove(0.8, 0.9),
    queries: [over(byName(shareOfLimit), "{{host}} {{name}}")],
    links,
  }).min(0);
}

function network() {
  return graph({
    title: "Network I/O",
    description: "Bytes in and out of each container in a second. Those that share a network show the same.",
    unit: units.BytesPerSecondSI,
    size: [12, 8],
    queries: [
      over(ofCounter("container_network_receive_bytes_total"), "{{host}} {{name}} in"),
      over(ofCounter("container_network_transmit_bytes_total"), "{{host}} {{name}} out"),
    ],
    links,
  }).min(0);
}

function disk() {
  return graph({
    title: "Disk I/O",
    description:
      "Bytes that each container reads and writes in a second, past what the kernel kept of files.",
    unit: units.BytesPerSecondIEC,
    size: [12, 8],
    queries: [
      over(ofCounter("container_fs_reads_bytes_total"), "{{host}} {{name}} read"),
      over(ofCounter("container_fs_writes_bytes_total"), "{{host}} {{name}} written"),
    ],
    links,
  }).min(0);
}
