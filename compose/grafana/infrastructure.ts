import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { board, choice, latest, now, over, steps } from "./board.ts";
import * as disks from "./infrastructure-disks.ts";
import * as load from "./infrastructure-load.ts";
import * as temperatures from "./infrastructure-temperatures.ts";
import { cell, label, toAlert, toBoard, toLogs } from "./link.ts";
import { heading, stat } from "./panel.ts";
import { table } from "./table.ts";

/** The machines themselves: are they well, and what are they short of. */
export function infrastructure(): Dashboard {
  return board("infrastructure", "Infrastructure", "The machines: are they well, and what are they short of?")
    .withVariable(choice("host", 'up{job="node"}').label("Host"))
    .withRow(heading("Now"))
    .withPanel(down())
    .withPanel(uptime())
    .withPanel(load.cpu())
    .withPanel(load.memory())
    .withPanel(firing())
    .withPanel(disks.usage())
    .withRow(heading("Processors and memory"))
    .withPanel(load.cpuTrend())
    .withPanel(load.memoryTrend())
    .withPanel(load.averages())
    .withPanel(load.perCore())
    .withRow(heading("Disks and network"))
    .withPanel(disks.usageTrend())
    .withPanel(disks.inodes())
    .withPanel(disks.bytes())
    .withPanel(disks.busy())
    .withPanel(load.network())
    .withPanel(load.networkBusy())
    .withRow(heading("Temperatures"))
    .withPanel(temperatures.cpu())
    .withPanel(temperatures.disk())
    .build();
}

function down() {
  return stat({
    title: "Hosts down",
    description: "Hosts whose node_exporter does not answer. Anything but 0 is an alert within 45 seconds.",
    unit: units.Short,
    size: [4, 6],
    alerts: ["HostDown", "HostMissing"],
    thresholds: steps("green", { value: 1, color: "red" }),
    queries: [over('count(up{job="node", host=~"$host"} == 0) or vector(0)', "down")],
    links: [toBoard("What else is down", "targets")],
  });
}

function uptime() {
  return stat({
    title: "Uptime",
    description:
      "Time since the machine was started. Orange for the first ten minutes: it has just been down.",
    unit: units.DurationSeconds,
    size: [8, 6],
    thresholds: steps("orange", { value: 600, color: "green" }),
    queries: [latest('time() - max by (host) (node_boot_time_seconds{host=~"$host"})', "{{host}}")],
    links: [toLogs("Its log", `{host=\`${label("host")}\`}`)],
  }).decimals(1);
}

function firing() {
  return table(
    {
      title: "Alerts that fire",
      description:
        "What Prometheus says of these hosts now. An alert's page leads to its runbook. Empty is good.",
      size: [12, 8],
      queries: [now('max by (alertname, severity, host) (ALERTS{alertstate="firing", host=~"$host"})')],
    },
    [
      { field: "alertname", title: "Alert", links: [toAlert(cell("Alert"))] },
      { field: "severity", title: "Severity" },
      { field: "host", title: "Host", links: [toLogs("Its log", `{host=\`${cell("Host")}\`}`)] },
    ],
  );
}
