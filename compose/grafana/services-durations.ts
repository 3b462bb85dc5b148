import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, over } from "./board.ts";
import { heat } from "./heat.ts";
import { toBoard, toLogs } from "./link.ts";
import { graph } from "./panel.ts";
import { atTraefik, links, shortNamed } from "./services-query.ts";

const buckets = `rate(traefik_service_request_duration_seconds_bucket{${atTraefik}}[$__rate_interval])`;
const secondsOf = (part: string) =>
  `sum(rate(traefik_service_request_duration_seconds_${part}{${atTraefik}}[$__rate_interval]))`;

/** Traefik's histograms carry no exemplars: those of the apps below do, and lead to traces. */
const onwards = [
  toBoard("Who calls whom", "requests"),
  toLogs("Those over a second", "{container=`traefik`} |= `DownstreamStatus`"),
];

export function quantiles() {
  const quantile = (share: number) => `histogram_quantile(${share}, sum by (le) (${buckets}))`;
  return graph({
    title: "Durations",
    description:
      "How long answers of the chosen services take, the average and the slow ends. Half a second is slow.",
    unit: units.Seconds,
    size: [12, 8],
    thresholds: badAbove(0.25, 0.5),
    queries: [
      over(`${secondsOf("sum")}\n/ (${secondsOf("count")} > 0)`, "average"),
      over(quantile(0.5), "50 %"),
      over(quantile(0.95), "95 %"),
      over(quantile(0.99), "99 %"),
    ],
    links: onwards,
  }).min(0);
}

export function byService() {
  return graph({
    title: "95th percentile by service",
    description: "One request in twenty to each service takes longer. Half a second is slow.",
    unit: units.Seconds,
    size: [12, 8],
    thresholds: badAbove(0.25, 0.5),
    queries: [
      over(`histogram_quantile(0.95, sum by (le, service) (\n  ${shortNamed(buckets)}\n))`, "{{service}}"),
    ],
    links,
  }).min(0);
}

export function heatmap() {
  return heat({
    title: "Durations, all requests",
    description:
      "How many requests took how long. A second band above the first is a second kind of request.",
    unit: units.Short,
    size: [24, 9],
    expr: `sum by (le) (increase(traefik_service_request_duration_seconds_bucket{${atTraefik}}[$__rate_interval]))`,
    links: onwards,
  });
}
