import { label, toBoard, toLogs } from "./link.ts";

export const chosen = 'host=~"$host", name=~"$name", name!=""';

/** Of those that have a limit. */
export const shareOfLimit = `container_memory_working_set_bytes{${chosen}} / (container_spec_memory_limit_bytes{${chosen}} > 0)`;

/** To what `byName` gives: the label `container` is as Loki has it. */
export const links = [
  toLogs("Its log", `{host=\`${label("host")}\`, container=\`${label("container")}\`}`),
  toBoard("Its machine", "infrastructure", { host: label("host") }),
];

/** One value for each container; in the log it is known by its service in Compose, else by its name. */
export function byName(value: string): string {
  const named = `label_replace(${value}, "container", "$1", "name", "(.+)")`;
  const service = "container_label_com_docker_compose_service";
  return `sum by (host, name, container) (\n  label_replace(${named}, "container", "$1", "${service}", "(.+)")\n)`;
}

export function ofCounter(metric: string): string {
  return byName(`rate(${metric}{${chosen}}[$__rate_interval])`);
}
