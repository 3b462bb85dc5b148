import { MappingType, type ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, badBelow, now, steps, unjudged } from "./board.ts";
import { byName, chosen, shareOfLimit } from "./containers-query.ts";
import { cell, toBoard, toLogs } from "./link.ts";
import { table } from "./table.ts";

/** As cAdvisor says it. */
const health: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    "-1": { text: "no check", color: "text", index: 0 },
    0: { text: "unhealthy", color: "red", index: 1 },
    1: { text: "healthy", color: "green", index: 2 },
  },
};

/** A row for each container. */
export function overview() {
  return table(
    {
      title: "Each container",
      description: "State, age and use of each container that runs. A container leads to its log.",
      size: [24, 10],
      alerts: ["ContainerMemoryHigh"],
      queries: [
        now(byName(`container_health_state{${chosen}}`)),
        now(byName(`time() - container_start_time_seconds{${chosen}}`)),
        now(byName(`changes(container_start_time_seconds{${chosen}}[1d])`)),
        now(byName(`rate(container_cpu_usage_seconds_total{${chosen}}[5m])`)),
        now(byName(`container_memory_working_set_bytes{${chosen}}`)),
        now(byName(shareOfLimit)),
      ],
    },
    [
      {
        field: "host",
        title: "Host",
        links: [toBoard("Its machine", "infrastructure", { host: cell("Host") })],
      },
      { field: "name", title: "Container", links: [toLogs("Its log", log)] },
      { field: "container", title: "Service" },
      {
        field: "Value #A",
        title: "Status",
        unit: units.Short,
        mappings: [health],
        thresholds: badBelow(0, 1),
      },
      { field: "Value #B", title: "Uptime", unit: units.DurationSeconds, thresholds: young },
      { field: "Value #C", title: "Restarts in a day", unit: units.Short, thresholds: badAbove(1, 3) },
      { field: "Value #D", title: "CPU", unit: units.Short, decimals: 2, thresholds: unjudged },
      { field: "Value #E", title: "Memory", unit: units.BytesIEC, thresholds: unjudged },
      { field: "Value #F", title: "Of its limit", unit: units.PercentUnit, thresholds: badAbove(0.8, 0.9) },
    ],
  );
}

const log = `{host=\`${cell("Host")}\`, container=\`${cell("Service")}\`}`;

/** Ten minutes. */
const young = steps("orange", { value: 600, color: "green" });
