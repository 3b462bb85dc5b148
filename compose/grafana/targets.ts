import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import * as units from "@grafana/grafana-foundation-sdk/units";
import { badBelow, board, choice, now, over, steps } from "./board.ts";
import { cell, label, toBoard, toLogs } from "./link.ts";
import { stat } from "./panel.ts";
import { table } from "./table.ts";
import { timeline } from "./timeline.ts";

const toHost = toBoard("Its machine", "infrastructure", { host: cell("Host") });

/** What Prometheus reaches and what it does not, and how long the certificates on the way will last. */
export function targets(): Dashboard {
  return board("targets", "Targets", "What Prometheus reaches, and how long the certificates will last.")
    .withVariable(choice("job", "up").label("Job"))
    .withVariable(choice("host", "up").label("Host"))
    .withPanel(up())
    .withPanel(down())
    .withPanel(failing())
    .withPanel(downNow())
    .withPanel(certificates())
    .withPanel(scrapes())
    .withPanel(probes())
    .build();
}

function up() {
  return stat({
    title: "Up",
    description: "Targets whose last scrape went well.",
    unit: units.Short,
    size: [8, 4],
    thresholds: steps("green"),
    queries: [over('count(up{job=~"$job", host=~"$host"} == 1) or vector(0)', "up")],
  });
}

function down() {
  return stat({
    title: "Down",
    description: "Targets that did not answer their last scrape. The table below says which.",
    unit: units.Short,
    size: [8, 4],
    alerts: ["TargetDown", "ServiceDown", "HostDown"],
    thresholds: steps("green", { value: 1, color: "red" }),
    queries: [over('count(up{job=~"$job", host=~"$host"} == 0) or vector(0)', "down")],
  });
}

function failing() {
  return stat({
    title: "Probes that fail",
    description: "Services that do not answer blackbox_exporter as their module demands.",
    unit: units.Short,
    size: [8, 4],
    alerts: ["ServiceDown"],
    thresholds: steps("green", { value: 1, color: "red" }),
    queries: [over('count(probe_success{host=~"$host"} == 0) or vector(0)', "fail")],
  });
}

function downNow() {
  return table(
    {
      title: "Down now",
      description: "Targets and probes that fail, each with its host. Empty is good.",
      size: [12, 9],
      queries: [now('(up{job=~"$job", host=~"$host"} or probe_success{host=~"$host"}) == 0')],
    },
    [
      { field: "job", title: "Job" },
      { field: "host", title: "Host", links: [toHost, toLogs("Its log", `{host=\`${cell("Host")}\`}`)] },
      { field: "instance", title: "Instance" },
    ],
  );
}

function certificates() {
  return table(
    {
      title: "Days until a certificate ends",
      description: "Of every TLS port, the next first. Under 30 days is a warning, under 7 critical.",
      size: [12, 9],
      alerts: ["CertificateExpiring"],
      queries: [now('sort((probe_ssl_earliest_cert_expiry{host=~"$host"} - time()) / 86400)')],
    },
    [
      { field: "instance", title: "Instance" },
      { field: "host", title: "Host", links: [toHost] },
      { field: "Value", title: "Days", unit: units.Days, decimals: 0, thresholds: badBelow(7, 30) },
    ],
  );
}

function scrapes() {
  return timeline({
    title: "Targets",
    description: "When each target could be scraped, and when not.",
    size: [24, 12],
    queries: [over('min by (job, host) (up{job=~"$job", host=~"$host"})', "{{job}} {{host}}")],
    links: [
      toBoard("Its machine", "infrastructure", { host: label("host") }),
      toLogs("Its log", `{host=\`${label("host")}\`}`),
    ],
  });
}

function probes() {
  return timeline({
    title: "Probes",
    description: "When each service answered blackbox_exporter as it should, and when not.",
    size: [24, 12],
    queries: [over('min by (host, instance) (probe_success{host=~"$host"})', "{{instance}}")],
    links: [toLogs("The log of its host", `{host=\`${label("host")}\`}`)],
  });
}
