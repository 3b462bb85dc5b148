import {
  type Dashboard,
  type DataTransformerConfig,
  MappingType,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimelinePanel } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TablePanel } from "@grafana/grafana-foundation-sdk/table";
import { board, choice, now, over, prometheus, steps } from "./board.ts";

const upOrDown: ValueMapping = {
  type: MappingType.ValueToText,
  options: { 0: { text: "down", color: "red", index: 0 }, 1: { text: "up", color: "green", index: 1 } },
};

/** What Prometheus reaches and what it does not, and how long the certificates on the way will last. */
export function targets(): Dashboard {
  return board("targets", "Targets", "What Prometheus reaches, and how long the certificates will last.")
    .withVariable(choice("job", "up"))
    .withVariable(choice("host", "up"))
    .withPanel(count("Up", 'count(up{job=~"$job", host=~"$host"} == 1) or vector(0)', "green", "green"))
    .withPanel(count("Down", 'count(up{job=~"$job", host=~"$host"} == 0) or vector(0)', "green", "red"))
    .withPanel(count("Probes that fail", "count(probe_success == 0) or vector(0)", "green", "red"))
    .withPanel(downNow())
    .withPanel(certificates())
    .withPanel(timeline("Targets", 'min by (job, host) (up{job=~"$job", host=~"$host"})', "{{job}} {{host}}"))
    .withPanel(timeline("Probes", 'min by (instance) (probe_success{host=~"$host"})', "{{instance}}"))
    .build();
}

function count(title: string, expr: string, none: string, some: string): StatPanel {
  return new StatPanel()
    .title(title)
    .datasource(prometheus)
    .withTarget(over(expr, title))
    .thresholds(steps(none, { value: 1, color: some }))
    .span(8)
    .height(4);
}

function downNow(): TablePanel {
  return new TablePanel()
    .title("Down now")
    .datasource(prometheus)
    .withTarget(now('(up{job=~"$job", host=~"$host"} or probe_success{host=~"$host"}) == 0'))
    .withTransformation(columns(["job", "host", "instance"]))
    .noValue("nothing")
    .span(12)
    .height(9);
}

function certificates(): TablePanel {
  return (
    new TablePanel()
      .title("Days until a certificate ends")
      .datasource(prometheus)
      .withTarget(now("sort((probe_ssl_earliest_cert_expiry - time()) / 86400)"))
      .withTransformation(columns(["instance", "host", "Value"]))
      .decimals(0)
      // As CertificateExpiring: critical under 7 days, warning under 30.
      .thresholds(steps("red", { value: 7, color: "orange" }, { value: 30, color: "green" }))
      .span(12)
      .height(9)
  );
}

function timeline(title: string, expr: string, legend: string): TimelinePanel {
  return new TimelinePanel()
    .title(title)
    .datasource(prometheus)
    .withTarget(over(expr, legend))
    .mappings([upOrDown])
    .thresholds(steps("red", { value: 1, color: "green" }))
    .span(24)
    .height(12);
}

/** Only these columns of a table, in this order. */
function columns(names: readonly string[]): DataTransformerConfig {
  const indexByName = Object.fromEntries(names.map((name, index) => [name, index]));
  return {
    id: "organize",
    options: { includeByName: Object.fromEntries(names.map((name) => [name, true])), indexByName },
  };
}
