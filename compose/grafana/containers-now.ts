import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over, steps, unjudged } from "./board.ts";
import { chosen } from "./containers-query.ts";
import { label, toBoard, toLogs } from "./link.ts";
import { stat } from "./panel.ts";

export function total() {
  return stat({
    title: "Containers",
    description: "All that Docker knows on these hosts, in whatever state.",
    unit: units.Short,
    size: [4, 5],
    thresholds: unjudged,
    queries: [over('sum by (host) (engine_daemon_container_states_containers{host=~"$host"})', "{{host}}")],
    links: [toBoard("Its machine", "infrastructure", { host: label("host") })],
  });
}

export function inState(state: string, title: string, description: string) {
  const count = `sum by (host) (engine_daemon_container_states_containers{host=~"$host", state="${state}"})`;
  return stat({
    title,
    description,
    unit: units.Short,
    size: [4, 5],
    thresholds: state === "running" ? unjudged : steps("green", { value: 1, color: "orange" }),
    queries: [over(count, "{{host}}")],
    links: [toLogs("What Docker says", `{host=\`${label("host")}\`, unit=\`docker.service\`}`)],
  });
}

export function restarts() {
  const changes = `changes(container_start_time_seconds{${chosen}}[1d])`;
  return stat({
    title: "Restarts in a day",
    description:
      "Of all containers. One is a new certificate or a deployment; three of one within minutes is an alert.",
    unit: units.Short,
    size: [4, 5],
    alerts: ["ContainerRestarting"],
    thresholds: badAbove(1, 3),
    queries: [over(`sum by (host) (max by (host, name) (${changes}))`, "{{host}}")],
    links: [toLogs("What Docker says", `{host=\`${label("host")}\`, unit=\`docker.service\`}`)],
  });
}

export function unhealthy() {
  return stat({
    title: "Unhealthy",
    description:
      "Containers whose health check fails or has not passed yet. For five minutes it is an alert.",
    unit: units.Short,
    size: [4, 5],
    alerts: ["ContainerUnhealthy"],
    thresholds: steps("green", { value: 1, color: "red" }),
    queries: [over(`count(container_health_state{${chosen}} == 0) or vector(0)`, "unhealthy")],
    links: [toBoard("What else is down", "targets")],
  });
}
