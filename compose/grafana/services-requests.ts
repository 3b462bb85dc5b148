import {
  PieChartLegendOptionsBuilder,
  PieChartLegendValues,
  PanelBuilder as PiePanel,
} from "@grafana/grafana-foundation-sdk/piechart";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, latest, over, steps, unjudged } from "./board.ts";
import { label, toLogs } from "./link.ts";
import { graph, last, measured } from "./panel.ts";
import { atTraefik, byService, links, ruled, traefikLog } from "./services-query.ts";

/** Traefik logs only what fails or is slow: for the rest there are metrics. */
const ofCode = toLogs(
  "Those that Traefik logged",
  `{container=\`traefik\`} |= \`"DownstreamStatus":${label("code")}\``,
);

export function rate() {
  return graph({
    title: "Requests by service",
    description:
      "Requests a second that Traefik handed to each service. What is normal depends on the service.",
    unit: units.RequestsPerSecond,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(byService(`rate(traefik_service_requests_total{${atTraefik}}[$__rate_interval])`), "{{service}}"),
    ],
    links,
  }).min(0);
}

export function byCode() {
  return graph({
    title: "Answers by status code",
    description:
      "Answers a second of the chosen services. 2xx and 3xx are good, 4xx the caller's fault, 5xx ours.",
    unit: units.RequestsPerSecond,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(
        `sum by (code) (rate(traefik_service_requests_total{${atTraefik}}[$__rate_interval]))`,
        "{{code}}",
      ),
    ],
    links: [ofCode],
  }).min(0);
}

export function codes() {
  const of = {
    title: "Status codes",
    description: "How the requests of the time shown have ended.",
    unit: units.Short,
    size: [8, 8],
    thresholds: unjudged,
    queries: [
      latest(`sum by (code) (increase(traefik_service_requests_total{${atTraefik}}[$__range]))`, "{{code}}"),
    ],
    links: [ofCode],
  } as const;
  return measured(new PiePanel(), of)
    .decimals(0)
    .reduceOptions(last())
    .legend(
      new PieChartLegendOptionsBuilder().values([PieChartLegendValues.Percent, PieChartLegendValues.Value]),
    );
}

export function failed() {
  return graph({
    ...shareOf("5xx"),
    title: "Failed (5xx)",
    description:
      "Share of each service's requests that it failed itself. For what Traefik answers alone, see at the door.",
    alerts: ["HighHTTP5xxRate"],
    thresholds: badAbove(0.01, 0.05),
  }).min(0);
}

export function refused() {
  return graph({
    ...shareOf("4xx"),
    title: "Refused (4xx)",
    description:
      "Share of each service's requests. Much of it is a dead link, a lost login, or somebody searching.",
    alerts: ["HighHTTP4xxRate"],
    thresholds: steps("green", { value: 0.25, color: "orange" }),
  }).min(0);
}

export function traffic() {
  const bytes = (way: string) => `rate(traefik_service_${way}_bytes_total{${atTraefik}}[$__rate_interval])`;
  return graph({
    title: "Bytes in and out",
    description: "Bytes a second of each service's requests and answers, as Traefik saw them.",
    unit: units.BytesPerSecondSI,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(byService(bytes("requests")), "{{service}} in"),
      over(byService(bytes("responses")), "{{service}} out"),
    ],
    links,
  }).min(0);
}

/** Traefik's own 503, when no server is left, is no request of a service. */
export function atTheDoor() {
  const requests = (code: string) =>
    `sum by (entrypoint) (rate(traefik_entrypoint_requests_total{${code}}[$__rate_interval]))`;
  const failed = requests('code=~"5.."');
  return graph({
    title: "Failed at the door (5xx)",
    description:
      "Share of all requests to an entry point: with those that Traefik answers itself, with no server left.",
    unit: units.PercentUnit,
    size: [12, 8],
    thresholds: badAbove(0.01, 0.05),
    queries: [over(`(${failed} or 0 * ${requests("")})\n/ (${requests("")} > 0)`, "{{entrypoint}}")],
    links: [traefikLog],
  }).min(0);
}

function shareOf(kind: string) {
  const share = `
sum by (service) (service:http_requests_${kind}:rate5m{${ruled}})
/ (sum by (service) (service:http_requests:rate5m{${ruled}}) > 0)`.trim();
  return { unit: units.PercentUnit, size: [8, 8], queries: [over(share, "{{service}}")], links } as const;
}
