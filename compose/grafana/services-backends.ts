import { PanelBuilder as TimelinePanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { over, steps, unjudged } from "./board.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { graph, measured } from "./panel.ts";
import { atTraefik, links, ruled } from "./services-query.ts";
import { upOrDown } from "./up-or-down.ts";

const ofStates = {
  unit: units.Short,
  size: [8, 8],
  thresholds: steps("red", { value: 1, color: "green" }),
} as const;

export function states() {
  const of = {
    ...ofStates,
    title: "Backends",
    description: "Servers behind Traefik, those that have a health check. What is down gets no requests.",
    queries: [over(`min by (service, url) (traefik_service_server_up{${atTraefik}})`, "{{service}} {{url}}")],
    links: [toLogs("What Traefik logged", "{container=`traefik`}"), toBoard("What else is down", "targets")],
  };
  return measured(new TimelinePanel(), of).mappings([upOrDown]);
}

export function probed() {
  const probes = `probe_success{job="blackbox", module!="tcp_mtls", ${ruled}}`;
  const of = {
    ...ofStates,
    title: "Availability",
    description:
      "Services asked each 15 s by blackbox_exporter, as a user would. Down for two minutes is an alert.",
    alerts: ["ServiceDown"],
    queries: [over(`min by (host, service) (${probes})`, "{{service}}")],
    links: [...links, toBoard("Its machine", "infrastructure", { host: label("host") })],
  };
  return measured(new TimelinePanel(), of).mappings([upOrDown]);
}

export function connections() {
  return graph({
    title: "Open connections",
    description:
      "By entry point: Traefik does not count them by service, and has no queue of requests to show.",
    unit: units.Short,
    size: [8, 8],
    thresholds: unjudged,
    queries: [
      over("sum by (entrypoint, protocol) (traefik_open_connections)", "{{entrypoint}} {{protocol}}"),
    ],
    links: [toLogs("What Traefik logged", "{container=`traefik`}")],
  }).min(0);
}
