import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, badBelow, board, choice, latest, now, over, unjudged } from "./board.ts";
import {
  busy,
  chosen,
  driverLog,
  heat,
  legend,
  links,
  named,
  ofBusy,
  ofHeat,
  ofMemory,
  used,
} from "./gpu-query.ts";
import * as trends from "./gpu-trends.ts";
import { cell, toBoard, toLogs } from "./link.ts";
import { gauge, heading, stat } from "./panel.ts";
import { table } from "./table.ts";

/** The GPUs of the workstations, and what runs on them. */
export function gpu(): Dashboard {
  return board("gpu", "GPU workstation", "The GPUs of the workstations: how busy, how hot, and with what?")
    .withVariable(choice("host", "nvidia_smi_gpu_info").label("Host"))
    .withVariable(choice("uuid", 'nvidia_smi_gpu_info{host=~"$host"}').label("GPU"))
    .withRow(heading("Now"))
    .withPanel(utilization())
    .withPanel(memory())
    .withPanel(temperature())
    .withPanel(power())
    .withPanel(cards())
    .withPanel(collected())
    .withRow(heading("Over time"))
    .withPanel(trends.utilization())
    .withPanel(trends.memory())
    .withPanel(trends.temperature())
    .withPanel(trends.power())
    .withPanel(trends.clocks())
    .withPanel(trends.memoryClock())
    .withRow(heading("Processes"))
    .withPanel(trends.processes())
    .withPanel(processMemory())
    .build();
}

function utilization() {
  const description =
    "Share of the time in which the GPU computed something. Busy is what it is for; a day without a pause is told.";
  return gauge(
    { ...ofBusy, title: "GPU utilization", description, size: [6, 6], queries: [latest(busy, legend)] },
    1,
  );
}

function memory() {
  const description =
    "Used share of the card's own memory. What finds none left fails; above 95 % is an alert.";
  return gauge(
    { ...ofMemory, title: "GPU memory", description, size: [6, 6], queries: [latest(used, legend)] },
    1,
  );
}

function temperature() {
  const description =
    "The GPU's own sensor. Above 85 °C for five minutes is an alert; most slow down at about 90.";
  return gauge(
    { ...ofHeat, title: "Temperature", description, size: [6, 6], queries: [latest(heat, legend)] },
    100,
  );
}

function power() {
  const share = `nvidia_smi_power_draw_watts{${chosen}} / nvidia_smi_enforced_power_limit_watts{${chosen}}`;
  const of = {
    title: "Power",
    description:
      "What the card draws, as a share of what it is allowed to. At the limit it slows down by itself.",
    unit: units.PercentUnit,
    size: [6, 6],
    thresholds: badAbove(0.9, 1),
    queries: [latest(named(share), legend)],
    links,
  } as const;
  return gauge(of, 1.1);
}

function cards() {
  return table(
    {
      title: "Driver and CUDA version",
      description:
        "CUDA is the version whose API the driver carries, not that of a toolkit which may be installed.",
      size: [18, 5],
      queries: [
        now(
          `max by (host, index, name, driver_version, cuda_version, vbios_version) (nvidia_smi_gpu_info{${chosen}})`,
        ),
      ],
    },
    [
      {
        field: "host",
        title: "Host",
        links: [toBoard("Its machine", "infrastructure", { host: cell("Host") })],
      },
      { field: "index", title: "Number" },
      { field: "name", title: "Name" },
      { field: "driver_version", title: "Driver" },
      { field: "cuda_version", title: "CUDA" },
      { field: "vbios_version", title: "VBIOS" },
    ],
  );
}

function collected() {
  return stat({
    title: "Readings that work",
    description:
      "Is 1 while the exporter can read the GPU. At 0 all panels here go empty, and no other alert can fire.",
    unit: units.Short,
    size: [6, 5],
    alerts: ["GPUCollectionFailed"],
    thresholds: badBelow(0, 1),
    queries: [over('min by (host) (nvidia_smi_last_collect_success{host=~"$host"})', "{{host}}")],
    links: [driverLog],
  });
}

function processMemory() {
  return table(
    {
      title: "Memory of each process",
      description:
        "What each process holds of the card's memory now: who must end, when the next finds none.",
      size: [16, 9],
      queries: [now(`sort_desc(nvidia_smi_compute_app_used_memory_bytes{${chosen}})`)],
    },
    [
      {
        field: "host",
        title: "Host",
        links: [toLogs("Its log", `{host=\`${cell("Host")}\`}`)],
      },
      { field: "process_name", title: "Process" },
      { field: "pid", title: "PID" },
      { field: "Value", title: "Memory", unit: units.BytesIEC, thresholds: unjudged },
    ],
  );
}
