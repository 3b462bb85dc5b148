import * as units from "@grafana/grafana-foundation-sdk/units";
import { over } from "./board.ts";
import { busy, chosen, heat, legend, links, named, ofBusy, ofHeat, ofMemory, used } from "./gpu-query.ts";
import { graph } from "./panel.ts";

export function utilization() {
  const description = "As above, over time. More than 95 % in each of twelve hours is told, as information.";
  return graph({
    ...ofBusy,
    title: "Utilization trend",
    description,
    size: [12, 8],
    queries: [over(busy, legend)],
  })
    .min(0)
    .max(1);
}

export function memory() {
  const description =
    "Used share of the card's own memory. A line that only rises is a program that forgets to free.";
  return graph({
    ...ofMemory,
    title: "Memory trend",
    description,
    size: [12, 8],
    queries: [over(used, legend)],
  })
    .min(0)
    .max(1);
}

export function temperature() {
  const description = "The GPU's own sensor. Rising at equal load: dust, a fan, or a warm room.";
  return graph({
    ...ofHeat,
    title: "Temperature trend",
    description,
    size: [12, 8],
    queries: [over(heat, legend)],
  });
}

export function power() {
  return graph({
    title: "Power draw and limit",
    description: "Watts that the card draws, and those that it is allowed to.",
    unit: units.Watt,
    size: [12, 8],
    queries: [
      over(named(`nvidia_smi_power_draw_watts{${chosen}}`), `${legend} draws`),
      over(named(`nvidia_smi_enforced_power_limit_watts{${chosen}}`), `${legend} limit`),
    ],
    links,
  }).min(0);
}

export function clocks() {
  return graph({
    title: "Clocks",
    description:
      "Of the graphics and of the streaming multiprocessors. Lower under load: heat or power holds it back.",
    unit: units.Hertz,
    size: [12, 8],
    queries: [
      over(named(`nvidia_smi_clocks_current_graphics_clock_hz{${chosen}}`), `${legend} graphics`),
      over(named(`nvidia_smi_clocks_current_sm_clock_hz{${chosen}}`), `${legend} SM`),
    ],
    links,
  }).min(0);
}

export function memoryClock() {
  return graph({
    title: "Memory clock",
    description: "Of the card's memory. It has a few steps, and takes the highest while something computes.",
    unit: units.Hertz,
    size: [12, 8],
    queries: [over(named(`nvidia_smi_clocks_current_memory_clock_hz{${chosen}}`), legend)],
    links,
  }).min(0);
}

export function processes() {
  return graph({
    title: "Running processes",
    description: "Processes that hold a compute context on the GPU; those that only draw are not among them.",
    unit: units.Short,
    size: [8, 9],
    queries: [over(named(`nvidia_smi_compute_apps{${chosen}}`), legend)],
    links,
  }).min(0);
}
