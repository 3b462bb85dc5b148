import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, steps } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";

export const chosen = 'host=~"$host", uuid=~"$uuid"';
export const legend = "{{host}} {{index}} {{name}}";
export const driverLog = toLogs(
  "What the driver says",
  `{host=\`${label("host")}\`, transport=\`kernel\`} |= \`NVRM\``,
);
export const links = [toBoard("Its machine", "infrastructure", { host: label("host") }), driverLog];

/** With the name and the number of the GPU, which only its info has. */
export function named(value: string): string {
  return `${value}\n* on (host, uuid) group_left (index, name) nvidia_smi_gpu_info{${chosen}}`;
}

export const used = named(
  `nvidia_smi_memory_used_bytes{${chosen}} / nvidia_smi_memory_total_bytes{${chosen}}`,
);
export const busy = named(`nvidia_smi_utilization_gpu_ratio{${chosen}}`);
export const heat = named(`nvidia_smi_temperature_gpu{${chosen}}`);

export const ofBusy = {
  unit: units.PercentUnit,
  alerts: ["GPUUtilizationHigh"],
  thresholds: steps("green", { value: 0.95, color: "orange" }),
  links,
};
export const ofMemory = {
  unit: units.PercentUnit,
  alerts: ["GPUMemoryFull"],
  thresholds: badAbove(0.85, 0.95),
  links,
};
export const ofHeat = {
  unit: units.Celsius,
  alerts: ["GPUOverheating"],
  thresholds: badAbove(75, 85),
  links,
};
