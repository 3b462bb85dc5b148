import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over, steps, unjudged } from "./board.ts";
import { toBoard } from "./link.ts";
import { stat } from "./panel.ts";
import { atTraefik, ruled, traefikLog } from "./services-query.ts";

const rateOf = (metric: string) => `sum(rate(${metric}{${atTraefik}}[$__rate_interval]))`;

export function rate() {
  return stat({
    title: "Requests",
    description:
      "Requests a second to the chosen services. What Traefik passes through unread is not counted.",
    unit: units.RequestsPerSecond,
    size: [4, 5],
    thresholds: unjudged,
    queries: [over(`${rateOf("traefik_service_requests_total")} or vector(0)`, "requests")],
    links: [traefikLog],
  });
}

export function failed() {
  return stat({
    ...shareOf("5xx"),
    title: "Failed",
    description: "Share of requests that ended in a 5xx over five minutes: the service is at fault.",
    alerts: ["HighHTTP5xxRate"],
    thresholds: badAbove(0.01, 0.05),
    links: [traefikLog, toBoard("What it does to the promises", "slo")],
  });
}

export function refused() {
  return stat({
    ...shareOf("4xx"),
    title: "Refused",
    description:
      "Share of requests that ended in a 4xx over five minutes: the caller is at fault, or a link is dead.",
    alerts: ["HighHTTP4xxRate"],
    thresholds: steps("green", { value: 0.25, color: "orange" }),
    links: [traefikLog],
  });
}

export function average() {
  const seconds = rateOf("traefik_service_request_duration_seconds_sum");
  return stat({
    title: "Average duration",
    description:
      "Of the chosen services together, from the first byte of a request to the last of its answer.",
    unit: units.Seconds,
    size: [4, 5],
    thresholds: badAbove(0.25, 0.5),
    queries: [
      over(`${seconds}\n/ (${rateOf("traefik_service_request_duration_seconds_count")} > 0)`, "average"),
    ],
    links: [toBoard("Who calls whom", "requests")],
  });
}

export function slow() {
  const buckets = `sum by (le) (rate(traefik_service_request_duration_seconds_bucket{${atTraefik}}[$__rate_interval]))`;
  return stat({
    title: "95th percentile",
    description:
      "One request in twenty takes longer. Half a second is what the latency promise is measured by.",
    unit: units.Seconds,
    size: [4, 5],
    thresholds: badAbove(0.25, 0.5),
    queries: [over(`histogram_quantile(0.95, ${buckets})`, "95 %")],
    links: [toBoard("Who calls whom", "requests")],
  });
}

export function connections() {
  return stat({
    title: "Connected now",
    description: "At Traefik's people's port now. Traefik counts them by entry point, not by service.",
    unit: units.Short,
    size: [4, 5],
    thresholds: unjudged,
    queries: [latest('sum(traefik_open_connections{entrypoint="websecure"})', "open")],
    links: [traefikLog],
  });
}

function shareOf(kind: string) {
  const share = `sum(service:http_requests_${kind}:rate5m{${ruled}})\n/ (sum(service:http_requests:rate5m{${ruled}}) > 0)`;
  return { unit: units.PercentUnit, size: [4, 5], queries: [over(share, kind)] } as const;
}
