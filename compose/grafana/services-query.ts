import { choice } from "./board.ts";
import { label, toBoard, toLogs, toTraces } from "./link.ts";

/** Of Traefik, of spans and of rules alike, by the short name that rules give them. */
export function service() {
  return choice(
    "service",
    '{__name__=~"service:(http_requests:rate5m|spans:rate5m|probes_failed:ratio5m)"}',
  ).label("Service");
}

/** Traefik's own name has where it comes from behind an @, such as shop@docker. */
export const atTraefik = 'service=~"($service)@.+"';

/** What recording rules name. */
export const ruled = 'service=~"$service"';

/** What users wait for: the spans of servers, of any spelling of the connector. */
export const served = 'service_name=~"$service", span_kind=~"(SPAN_KIND_)?SERVER"';

/** The service of a value, by the short name: Traefik's is of no use to logs and traces. */
export function byService(value: string): string {
  return `sum by (service) (\n  ${shortNamed(value)}\n)`;
}

export function shortNamed(value: string): string {
  return `label_replace(${value}, "service", "$1", "service", "([^@]+)@?.*")`;
}

export const traefikLog = toLogs("What Traefik logged", "{container=`traefik`}");

export const links = linksOf("service");
export const linksOfSpans = linksOf("service_name");

/** From a value of a service to its lines, its traces, its promises. */
function linksOf(name: string) {
  const of = label(name);
  return [
    toLogs("Its log", `{service_name=\`${of}\`}`),
    toTraces("Its traces", `{ resource.service.name = "${of}" }`),
    toBoard("What it promises", "slo", { service: of }),
    toBoard("Who calls it", "requests", { service_name: of }),
  ];
}
