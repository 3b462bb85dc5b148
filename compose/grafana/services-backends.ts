import * as units from "@grafana/grafana-foundation-sdk/units";
import { over, unjudged } from "./board.ts";
import { label, toBoard } from "./link.ts";
import { graph } from "./panel.ts";
import { atTraefik, links, ruled, traefikLog } from "./services-query.ts";
import { timeline } from "./timeline.ts";

export function states() {
  return timeline({
    title: "Backends",
    description: "Servers behind Traefik, those that have a health check. What is down gets no requests.",
    size: [8, 8],
    queries: [over(`min by (service, url) (traefik_service_server_up{${atTraefik}})`, "{{service}} {{url}}")],
    links: [traefikLog, toBoard("What else is down", "targets")],
  });
}

export function probed() {
  const probes = `probe_success{job="blackbox", module!="tcp_mtls", ${ruled}}`;
  return timeline({
    title: "Availability",
    description:
      "Services asked each 15 s by blackbox_exporter, as a user would. Down for two minutes is an alert.",
    size: [8, 8],
    alerts: ["ServiceDown"],
    queries: [over(`min by (host, service) (${probes})`, "{{service}}")],
    links: [...links, toBoard("Its machine", "infrastructure", { host: label("host") })],
  });
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
    links: [traefikLog],
  }).min(0);
}
