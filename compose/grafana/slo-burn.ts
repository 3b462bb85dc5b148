import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps } from "./board.ts";
import { label, toBoard, toLogs, toTraces } from "./link.ts";
import { graph } from "./panel.ts";

const links = [
  toBoard("Its requests", "services", { service: label("service") }),
  toLogs("Its log", `{service_name=\`${label("service")}\`}`),
];
const chosen = '{service=~"$service"}';
const available = (window: string) =>
  over(`service:availability:burnrate${window}${chosen}`, `{{service}} by {{sli}}, ${window}`);

/** Each step is a bound of ErrorBudgetBurn: 3 over a day, 6 over six hours, 14.4 over one hour. */
const ofAvailability = {
  unit: units.Short,
  size: [12, 8],
  alerts: ["ErrorBudgetBurn"],
  thresholds: steps(
    "green",
    { value: 3, color: "yellow" },
    { value: 6, color: "orange" },
    { value: 14.4, color: "red" },
  ),
  links,
} as const;

export function fast() {
  return graph({
    ...ofAvailability,
    title: "Availability, fast burn",
    description:
      "Above 14.4 over an hour, and still over five minutes, a month's budget is gone in two days: critical.",
    queries: [available("1h"), available("5m")],
  }).min(0);
}

export function slow() {
  return graph({
    ...ofAvailability,
    title: "Availability, slow burn",
    description:
      "Above 6 over six hours, or 3 over a day, the month will not do: a warning. 30 m and 2 h say that it goes on.",
    queries: [available("6h"), available("30m"), available("1d"), available("2h")],
  }).min(0);
}

export function latency() {
  const slower = (window: string) =>
    over(`service:latency:burnrate${window}${chosen}`, `{{service}}, ${window}`);
  return graph({
    title: "Latency burn",
    description:
      "How fast slow requests use up their 1 %. Above 14.4 over an hour, or 6 over six, it is a warning.",
    unit: units.Short,
    size: [12, 8],
    alerts: ["LatencySLOBurn"],
    thresholds: badAbove(6, 14.4),
    queries: [slower("1h"), slower("5m"), slower("6h"), slower("30m")],
    links: [
      ...links,
      toTraces(
        "Slow ones",
        `{ resource.service.name = "${label("service")}" && kind = server && duration > 500ms }`,
      ),
    ],
  }).min(0);
}

export function failures() {
  return graph({
    title: "What fails now",
    description: "Share of probes and of requests of the last five minutes that failed. 0.1 % is what may.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: badAbove(0.001, 0.05),
    queries: [
      over(`service:probes_failed:ratio5m${chosen}`, "{{service}} by probe"),
      over(
        `service:http_requests_5xx:rate5m${chosen} / (service:http_requests:rate5m${chosen} > 0)`,
        "{{service}} by http",
      ),
    ],
    links,
  }).min(0);
}
