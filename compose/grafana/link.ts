import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";

/** What Grafana puts a value for. */
function variable(name: string): string {
  return `\${${name}}`;
}

/** A value's own label, in the link of a graph or a stat; in that of a table's row, use `cell`. */
export function label(name: string): string {
  return variable(`__field.labels.${name}`);
}

/** The value of another column, in the link of a table's row. */
export function cell(column: string): string {
  return variable(`__data.fields.${column}`);
}

/** From a value to another board: the same time, with variables as given. */
export function toBoard(
  title: string,
  uid: string,
  variables: Readonly<Record<string, string>> = {},
): DashboardLinkBuilder {
  const chosen = Object.entries(variables).map(([name, value]) => `var-${name}=${value}&`);
  return new DashboardLinkBuilder(title).url(`/d/${uid}?${chosen.join("")}${variable("__url_time_range")}`);
}

/** From a value to Explore with a query of Loki: the same time. Between backticks nothing needs escaping. */
export function toLogs(title: string, expr: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(explore("loki", { refId: "A", expr, queryType: "range" }));
}

/** From a value to Explore with a query of Tempo: the same time. */
export function toTraces(title: string, query: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(explore("tempo", { refId: "A", query, queryType: "traceql" }));
}

/** To Grafana's page of an alert, which shows its state and leads to its runbook, wherever that is served. */
export function toAlert(name: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(`Alert ${name}`)
    .type(DashboardLinkType.Link)
    .url(`/alerting/list?search=rule:${name}`);
}

/** The bar above each board. */
export function otherBoards(): DashboardLinkBuilder {
  return new DashboardLinkBuilder("Boards")
    .type(DashboardLinkType.Dashboards)
    .tags(["farwatch"])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

function explore(datasource: string, query: Readonly<Record<string, string>>): string {
  const pane = {
    datasource,
    queries: [{ ...query, datasource: { type: datasource, uid: datasource } }],
    range: { from: variable("__from"), to: variable("__to") },
  };
  const panes = encodeURIComponent(JSON.stringify({ a: pane }));
  return `/explore?schemaVersion=1&orgId=1&panes=${withVariables(panes)}`;
}

/** Grafana puts values only where a variable is written out. */
function withVariables(encoded: string): string {
  return encoded.replace(/%24%7B([\w.]+)%7D/g, (_, name) => variable(name));
}
