import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { bars, graph } from "./panel.ts";

const selector = '{host=~"$host", name!=""}';
const share = `
max by (host, name) (
  container_memory_working_set_bytes${selector} / (container_spec_memory_limit_bytes${selector} > 0)
)`.trim();
const links = [
  toBoard("The container", "containers", { host: label("host"), name: label("name") }),
  toLogs("Its machine's log", `{host=\`${label("host")}\`}`),
];

const ofLimit = {
  unit: units.PercentUnit,
  alerts: ["ContainerMemoryHigh"],
  thresholds: badAbove(0.8, 0.9),
  links,
};

export function fullest() {
  const of = {
    ...ofLimit,
    title: "Fullest containers",
    description: "The ten that use most of their memory limit now. At 100 % the kernel kills.",
    size: [12, 9],
    queries: [latest(`sort_desc(topk(10, ${share}))`, "{{host}} {{name}}")],
  } as const;
  return bars(of, 1);
}

export function growing() {
  return graph({
    ...ofLimit,
    title: "Memory limits of containers in a week",
    description:
      "Where a week like the last two days leads (`predict_linear`). Above 1 the limit is too small.",
    size: [12, 9],
    queries: [
      over(`topk(10, clamp_min(predict_linear((${share})[2d:30m], 7 * 86400), 0))`, "{{host}} {{name}}"),
    ],
  }).min(0);
}
