import { histogram } from "./histogram.ts";
import { type Series, Target } from "./series.ts";
import { BOUNDS, failing, slower } from "./services.ts";
import { jitter, wave } from "./shape.ts";
import { BASTION } from "./story.ts";

interface Operation {
  readonly service: string;
  readonly span: string;
  readonly kind: "SERVER" | "CLIENT" | "INTERNAL";
  /** Of the shop's requests. */
  readonly share: number;
  readonly median: number;
}

const OPERATIONS: readonly Operation[] = [
  { service: "traefik", span: "GET", kind: "SERVER", share: 1, median: 0.05 },
  { service: "shop", span: "GET /articles", kind: "SERVER", share: 0.64, median: 0.034 },
  { service: "shop", span: "GET /articles/:id", kind: "SERVER", share: 0.27, median: 0.021 },
  { service: "shop", span: "POST /orders", kind: "SERVER", share: 0.09, median: 0.128 },
  { service: "shop", span: "SELECT shop", kind: "CLIENT", share: 1.4, median: 0.0042 },
  { service: "shop", span: "INSERT shop", kind: "CLIENT", share: 0.09, median: 0.011 },
  { service: "shop", span: "GET stock", kind: "CLIENT", share: 0.36, median: 0.018 },
  { service: "stock", span: "GET /stock/:id", kind: "SERVER", share: 0.36, median: 0.014 },
  { service: "stock", span: "SELECT stock", kind: "CLIENT", share: 0.36, median: 0.0036 },
];

const requests = (minute: number) => 540 * (0.06 + wave(minute)) * jitter("shop", minute, 0.2);

/** What Alloy counts of the spans that pass it. */
export function spanSeries(): readonly Series[] {
  const week = new Target({ host: BASTION }, { since: "week" });
  const day = new Target({ host: BASTION });
  for (const { service, span, kind, share, median } of OPERATIONS) {
    for (const failed of [false, true]) {
      const labels = {
        service_name: service,
        span_name: span,
        span_kind: `SPAN_KIND_${kind}`,
        status_code: failed ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET",
      };
      const part = (minute: number) => {
        const bad = failing(service === "traefik" ? "shop" : service, minute) * (kind === "SERVER" ? 1 : 0.5);
        return failed ? bad : 1 - bad;
      };
      const perMinute = (minute: number) => requests(minute) * share * part(minute);
      const spread = (minute: number) =>
        slower(service === "traefik" ? "shop" : service, minute, { median, spread: 1.95 });
      // The promise of latency looks at a month of these.
      const target = kind === "SERVER" ? week : day;
      histogram(target, "traces_span_metrics_duration_seconds", {
        perMinute,
        spread,
        bounds: BOUNDS,
        labels,
      });
      day.counter("traces_span_metrics_calls_total", perMinute, labels);
    }
  }
  return [...week.all, ...day.all, ...graphSeries()];
}

const CALLS = [
  { client: "user", server: "traefik", connection_type: "virtual_node", share: 1, median: 0.05 },
  { client: "traefik", server: "shop", connection_type: "", share: 1, median: 0.045 },
  { client: "shop", server: "stock", connection_type: "", share: 0.36, median: 0.014 },
  { client: "shop", server: "shop.db", connection_type: "database", share: 1.49, median: 0.0045 },
  { client: "stock", server: "stock.db", connection_type: "database", share: 0.36, median: 0.0036 },
] as const;

/** What Tempo counts of who calls whom. */
function graphSeries(): readonly Series[] {
  const target = new Target({ host: BASTION });
  for (const { client, server, connection_type, share, median } of CALLS) {
    const labels = { client, server, connection_type };
    const perMinute = (minute: number) => requests(minute) * share;
    const service = server === "traefik" ? "shop" : server;
    const spread = (minute: number) => slower(service, minute, { median, spread: 1.95 });
    target.counter("traces_service_graph_request_total", perMinute, labels);
    target.counter(
      "traces_service_graph_request_failed_total",
      (minute) => perMinute(minute) * failing(service, minute),
      labels,
    );
    histogram(target, "traces_service_graph_request_server_seconds", {
      perMinute,
      spread,
      bounds: BOUNDS,
      labels,
    });
  }
  return target.all;
}
