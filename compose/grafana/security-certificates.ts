import { PanelBuilder as LogsPanel } from "@grafana/grafana-foundation-sdk/logs";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badAbove, badBelow, loki, now, over, steps, unjudged } from "./board.ts";
import { cell, label, toBoard, toLogs } from "./link.ts";
import { counted, lines as linesOf } from "./loki-query.ts";
import { graph, shown } from "./panel.ts";
import { table } from "./table.ts";

/** As the rule CertificateErrorsInLogs finds them. */
const REFUSED =
  '{host=~"$host", service_name=~`.+`, container=~`.+`} != `query=` |~ `tls: [^"]*certificate|x509: |could not find allowed SANs|principal not allowed`';

const toTunnel = toLogs("What the tunnel says", "{container=`grafana-tunnel`}");
const toTargets = toBoard("All certificates", "targets");

export function failures() {
  return graph({
    title: "Certificates refused",
    description:
      "Lines in ten minutes by the service that wrote them, of either end. More than ten is an alert.",
    unit: units.Short,
    size: [12, 8],
    source: loki,
    alerts: ["CertificateErrorsInLogs"],
    thresholds: steps("green", { value: 10, color: "orange" }),
    queries: [
      counted(
        `sum by (host, service_name) (count_over_time(${REFUSED} [10m]))`,
        "{{service_name}} on {{host}}",
      ),
    ],
    links: [
      toLogs(
        "Its lines",
        `{host=\`${label("host")}\`, service_name=\`${label("service_name")}\`} |~ \`tls|x509\``,
      ),
      toTargets,
    ],
  })
    .min(0)
    .noValue("none");
}

export function tunnel() {
  const perMinute = (metric: string) =>
    `60 * sum by (host) (rate(${metric}{host=~"$host"}[$__rate_interval]))`;
  return graph({
    title: "Turned away by the tunnel",
    description:
      "A minute, at the tunnel before Grafana: handshakes that failed or took too long. Knocking counts too.",
    unit: units.Short,
    size: [12, 8],
    thresholds: badAbove(1, 10),
    queries: [
      over(perMinute("ghostunnel_accept_error"), "{{host}} failed"),
      over(perMinute("ghostunnel_accept_timeout"), "{{host}} too slow"),
    ],
    links: [toTunnel],
  }).min(0);
}

export function connections() {
  const tls = 'traefik_entrypoint_requests_tls_total{host=~"$host"}';
  return graph({
    title: "Connections with a certificate",
    description:
      "A second: let in by the tunnel before Grafana, and requests to Traefik, where all show a certificate.",
    unit: units.Short,
    size: [12, 8],
    thresholds: unjudged,
    queries: [
      over(
        'sum by (host) (rate(ghostunnel_accept_success{host=~"$host"}[$__rate_interval]))',
        "{{host}} tunnel",
      ),
      over(
        `sum by (host, entrypoint, tls_version) (rate(${tls}[$__rate_interval]))`,
        "{{host}} Traefik {{entrypoint}}, TLS {{tls_version}}",
      ),
    ],
    links: [toTunnel],
  }).min(0);
}

export function ending() {
  const days = '(probe_ssl_earliest_cert_expiry{host=~"$host"} - time()) / 86400';
  return table(
    {
      title: "Certificates that end within 30 days",
      description:
        "Of every TLS port that is looked at. Under 7 days is critical. Empty is good: stack pki renews them.",
      size: [12, 8],
      alerts: ["CertificateExpiring"],
      queries: [now(`sort(min by (host, service, instance) (${days}) < 30)`)],
    },
    [
      { field: "service", title: "Service", links: [toTargets] },
      { field: "instance", title: "Port" },
      {
        field: "host",
        title: "Host",
        links: [toLogs("Its log", `{host=\`${cell("Host")}\`} |~ \`tls|x509\``)],
      },
      { field: "Value", title: "Days", unit: units.Days, decimals: 1, thresholds: badBelow(7, 30) },
    ],
  );
}

export function lines() {
  return shown(new LogsPanel(), {
    title: "Lines on refused certificates",
    description: "The newest: who showed what to whom, and why it was not taken.",
    size: [12, 9],
    source: loki,
    queries: [linesOf(REFUSED)],
  })
    .showTime(true)
    .enableLogDetails(true);
}

export function denied() {
  return graph({
    title: "Denied by the edge",
    description:
      "Callers in an hour that the edge's gate turned away, by reason. Its machine host is on the Internet.",
    unit: units.Short,
    size: [12, 9],
    thresholds: badAbove(10, 100),
    queries: [over('sum by (reason) (increase(farwatch_denied_total{job="farwatch"}[1h]))', "{{reason}}")],
    links: [toBoard("How the edge is", "pipeline")],
  })
    .min(0)
    .noValue("none");
}
