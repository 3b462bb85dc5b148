import { join } from "node:path";
import { describe, it } from "vitest";
import type { Labels } from "../../../src/alert/labels.ts";
import { root } from "../source.ts";
import { labelSets } from "./label-sets.ts";
import { routesOf } from "./latency.ts";
import { ALERTMANAGER, alertmanagerRouting, edgeRouting } from "./normal-day/told.ts";
import { alerts } from "./rules.ts";
import { findTool, run } from "./tools.ts";
import { at, yamlOf } from "./value.ts";

const alertmanager = alertmanagerRouting();
const edge = edgeRouting();
const file = yamlOf(ALERTMANAGER);

/** Whom Alertmanager tells: the edge everything, but what the edge cannot tell. */
function receiversFor({ alertname = "", integration, via }: Labels): string[] {
  if (via === "fallback" || ["FarwatchDown", "FarwatchOutboxStuck"].includes(alertname)) return ["fallback"];
  const isDeaf = alertname === "AlertmanagerNotificationsFailing" && integration === "webhook";
  return isDeaf ? ["fallback", "farwatch"] : ["farwatch"];
}

/** Whom the edge tells, by severity. */
const people: Readonly<Record<string, readonly string[]>> = {
  critical: ["chat", "pager"],
  warning: ["chat", "mail"],
  info: ["chat"],
  none: ["nobody"],
};

const sets = labelSets.map((labels) => ({ labels, name: nameOf(labels) }));

function nameOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

it("the label sets are those of all alerts, with each of their severities", ({ expect }) => {
  const pairs = (all: readonly { name: string; severity: string | undefined }[]) =>
    [...new Set(all.map(({ name, severity }) => `${name} ${severity}`))].sort();
  const tested = labelSets.map(({ alertname = "", severity }) => ({ name: alertname, severity }));
  const written = alerts.map(({ alert, labels }) => ({ name: alert, severity: labels["severity"] }));
  expect(pairs(tested)).toEqual(pairs(written));
});

describe("Alertmanager's routes", () => {
  it.for(sets)("$name", ({ labels }, { expect }) => {
    const routes = routesOf(alertmanager, labels);
    expect(routes.map(({ receiver }) => receiver).sort()).toEqual(receiversFor(labels));
    if (labels["severity"] === "critical")
      expect(routes.map(({ groupWaitMs }) => groupWaitMs)).toEqual(routes.map(() => 0));
    // What the edge holds is renewed each hour.
    const renewals = routes
      .filter(({ receiver }) => receiver === "farwatch")
      .map(({ repeatIntervalMs }) => repeatIntervalMs);
    expect(Math.max(0, ...renewals)).toBeLessThanOrEqual(3_600_000);
  });

  it("two hosts that die are two groups, so that the second waits for no tick of the first", ({ expect }) => {
    for (const config of [alertmanager, edge]) {
      const [route] = routesOf(config, { alertname: "HostDown", severity: "critical" });
      expect(route?.groupBy).toEqual(expect.arrayContaining(["alertname", "instance"]));
    }
  });

  it("the Watchdog's pulse beats at each tick", ({ expect }) => {
    const [route] = routesOf(alertmanager, { alertname: "Watchdog", severity: "none" });
    expect(route).toMatchObject({ groupWaitMs: 0, groupIntervalMs: 15_000, repeatIntervalMs: 10_000 });
  });
});

describe("the edge's routes", () => {
  const passed = sets.filter(({ labels }) => receiversFor(labels).includes("farwatch"));

  it.for(passed)("$name", ({ labels }, { expect }) => {
    const routes = routesOf(edge, labels);
    expect(routes.map(({ receiver }) => receiver).sort()).toEqual(people[labels["severity"] ?? ""]);
    if (labels["severity"] === "critical")
      expect(routes.map(({ groupWaitMs }) => groupWaitMs)).toEqual(routes.map(() => 0));
  });
});

describe("the webhook to the edge", () => {
  const webhook = at(file, "receivers.0.webhook_configs.0");

  it("shows a client certificate, and tells everything", ({ expect }) => {
    expect(webhook).toEqual({
      url: "https://alerts.example.org/webhook/alertmanager",
      send_resolved: true,
      max_alerts: 2_000,
      http_config: { tls_config: { cert_file: "/pki/edge.crt", key_file: "/pki/edge.key" } },
    });
  });

  it("is not the way of what tells that it is broken", ({ expect }) => {
    const fallback = alertmanager.receivers.find(({ name }) => name === "fallback");
    expect(fallback?.integrations.map(({ kind }) => kind).sort()).toEqual(["email", "slack"]);
  });

  it("leaves no secret in the file", ({ expect }) => {
    const names = ["slack_api_url_file", "smtp_auth_password_file"];
    expect(names.map((name) => at(file, `global.${name}`))).toEqual(
      names.map((name) => `/run/secrets/${name.slice(0, -5)}`),
    );
  });
});

const amtools = [["amtool", findTool("amtool")]] as const;

describe.for(amtools)("%s (apt-get install prometheus-alertmanager)", ([, amtool = ""]) => {
  const path = join(root, ALERTMANAGER);

  it.skipIf(amtool === "")("accepts the file", ({ expect }) => {
    expect(run(amtool, ["check-config", path])).toMatchObject({
      status: 0,
      text: expect.stringContaining("SUCCESS"),
    });
  });

  it.skipIf(amtool === "").for(sets)("routes $name", ({ labels }, { expect }) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const { text } = run(amtool, ["config", "routes", "test", "--config.file", path, ...pairs]);
    // Below that it may warn of its own configuration.
    expect(text.split("\n")[0]?.split(",").sort()).toEqual(receiversFor(labels));
  });
});
