import { describe, it } from "vitest";
import type { Labels } from "../../../src/alert/labels.ts";
import type { InhibitRule } from "../../../src/config/config.ts";
import { InhibitIndex } from "../../../src/inhibit/inhibit.ts";
import { labelSets } from "./label-sets.ts";
import { alertmanagerRouting, edgeRouting } from "./normal-day/told.ts";
import { alerts } from "./rules.ts";

const alertmanager = alertmanagerRouting();
const edge = edgeRouting();

/** Follows from the instance. */
const SAID_TWICE = ["job"];

/** Whether a firing source mutes a target, under the rules of one side. */
function mutes(rules: readonly InhibitRule[], source: Labels, target: Labels): boolean {
  const index = new InhibitIndex(rules);
  index.sourceFired("source", source);
  return index.inhibitedBy("target", target) !== undefined;
}

/** From the gravest on. */
const GRADES = ["critical", "warning", "info"];

/** The lesser severities with which an alert of the same name fires. */
function lesserOf({ alertname, severity = "" }: Labels): string[] {
  const lesser = GRADES.slice(GRADES.indexOf(severity) + 1);
  return lesser.filter((grade) =>
    alerts.some(({ alert, labels }) => alert === alertname && labels["severity"] === grade),
  );
}

const pairs = labelSets.flatMap((labels) =>
  lesserOf(labels).map((severity) => [labels, { ...labels, severity }] as const),
);

describe.for([
  ["Alertmanager", alertmanager.inhibitRules],
  ["the edge", edge.inhibitRules],
] as const)("on %s", ([, rules]) => {
  it.for(pairs)(
    "%o mutes the lesser of itself, and not that of another thing",
    ([labels, lesser], { expect }) => {
      expect(mutes(rules, labels, lesser)).toBe(true);
      expect(mutes(rules, lesser, labels)).toBe(false);
      const others = Object.keys(labels).filter((name) => !["severity", ...SAID_TWICE].includes(name));
      const another = (name: string) => ({ ...lesser, [name]: "another" });
      // Whatever its name, the lesser about the same filesystem is muted too.
      const told = others.filter((name) => name !== "alertname" || labels["mountpoint"] === undefined);
      expect(told.filter((name) => mutes(rules, labels, another(name)))).toEqual([]);
    },
  );

  it("a warning does not mute another one of its name about the same thing", ({ expect }) => {
    const warning = { alertname: "HighLoad", severity: "warning", instance: "nas.lab:9100" };
    expect(mutes(rules, warning, { ...warning, part: "other" })).toBe(false);
  });

  const disk = {
    alertname: "DiskFull",
    severity: "critical",
    host: "nas",
    instance: "nas.lab:9100",
    mountpoint: "/srv",
  };
  const warning = { ...disk, severity: "warning" };
  const cases = [
    ["low on the same filesystem", { ...warning, alertname: "DiskSpaceLow" }, true],
    ["soon full on the same filesystem", { ...warning, alertname: "DiskWillFill" }, true],
    ["low on another filesystem", { ...warning, alertname: "DiskSpaceLow", mountpoint: "/" }, false],
    ["low on another host", { ...warning, alertname: "DiskSpaceLow", instance: "monster.lab:9100" }, false],
    [
      "something else on the same host",
      { alertname: "HighLoad", severity: "warning", host: "nas", instance: "nas.lab:9100" },
      false,
    ],
    ["another critical", { ...disk, alertname: "FilesystemReadOnly" }, false],
  ] as const;

  it.for(cases)("a full filesystem, and %s: %o %s", ([, target, want], { expect }) => {
    expect(mutes(rules, disk, target)).toBe(want);
  });

  it("a critical without a filesystem does not mute a warning without one", ({ expect }) => {
    const memory = { alertname: "OutOfMemory", severity: "critical", host: "nas", instance: "nas.lab:9100" };
    expect(mutes(rules, memory, { ...memory, alertname: "ClockSkew", severity: "warning" })).toBe(false);
  });
});

describe("a host that is down, on Alertmanager", () => {
  const down = {
    alertname: "HostDown",
    severity: "critical",
    job: "node",
    host: "nas",
    instance: "nas.lab:9100",
  };
  const cases = [
    [
      "its exporters",
      { alertname: "TargetDown", severity: "warning", host: "nas", instance: "nas.lab:9443" },
      true,
    ],
    [
      "its containers",
      { alertname: "ContainerRestarting", severity: "info", host: "nas", name: "shop" },
      true,
    ],
    ["its collector", { alertname: "CollectorSilent", severity: "warning", host: "nas" }, true],
    ["another host", { alertname: "TargetDown", severity: "warning", host: "monster" }, false],
    ["what has no host", { alertname: "TargetDown", severity: "warning" }, false],
    [
      "an attack, which may be the cause",
      { alertname: "SSHBruteForce", severity: "critical", host: "nas" },
      false,
    ],
    ["itself", down, false],
    [
      "its copy for the fallback",
      { ...down, alertname: "CriticalWhileFarwatchDown", original: "HostDown", via: "fallback" },
      false,
    ],
    ["the pulse", { alertname: "Watchdog", severity: "none" }, false],
  ] as const;

  it.for(cases)("mutes %s: %o %s", ([, target, want], { expect }) => {
    expect(mutes(alertmanager.inhibitRules, down, target)).toBe(want);
  });

  it("without a host mutes nothing", ({ expect }) => {
    const { host: _, ...nowhere } = down;
    expect(mutes(alertmanager.inhibitRules, nowhere, { alertname: "TargetDown", severity: "warning" })).toBe(
      false,
    );
  });
});

it("an edge that does not answer takes its failing webhook along, and no other way out", ({ expect }) => {
  const down = { alertname: "FarwatchDown", severity: "critical", job: "farwatch" };
  const failing = (integration: string) => ({
    alertname: "AlertmanagerNotificationsFailing",
    severity: "critical",
    integration,
  });
  expect(mutes(alertmanager.inhibitRules, down, failing("webhook"))).toBe(true);
  expect(mutes(alertmanager.inhibitRules, down, failing("slack"))).toBe(false);
});
