import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { neededSecrets } from "../../../src/config/needed-secrets.ts";
import { InhibitIndex } from "../../../src/inhibit/inhibit.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";
import { uncommented } from "../../fixtures/examples.ts";

const FOLDER = join(import.meta.dirname, "../../../config");

function file(name: string) {
  return { name, text: readFileSync(join(FOLDER, name), "utf8") };
}

const loaded = loadConfig({ routing: file("routing.yaml"), edge: file("edge.yaml") }, receiverKinds);

function kindsOf(config: Config | undefined, receiver: string) {
  return config?.receivers.find(({ name }) => name === receiver)?.integrations.map(({ kind }) => kind);
}

function integrations(receiver: string) {
  return loaded.config?.receivers.find(({ name }) => name === receiver)?.integrations ?? [];
}

describe("the shipped configuration", () => {
  test("loads without a finding", () => {
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.config).toBeDefined();
  });

  test.each([
    ["pager", ["discord", "email"]],
    ["chat", ["slack"]],
    ["mail", ["email"]],
    ["nobody", []],
  ])("receiver %s sends by %j, and tells what is resolved", (receiver, kinds) => {
    expect(integrations(receiver).map(({ kind }) => kind)).toEqual(kinds);
    expect(integrations(receiver).every(({ sendResolved }) => sendResolved)).toBe(true);
  });

  test("holds no secret, but names each", () => {
    const names = loaded.config?.receivers.flatMap(({ integrations }) =>
      integrations.flatMap(({ secrets }) => secrets),
    );
    expect([...new Set(names)].toSorted()).toEqual([
      "DISCORD_WEBHOOK_URL",
      "SLACK_API_URL",
      "SMTP_AUTH_PASSWORD",
    ]);
  });

  test("has an edge file of defaults", () => {
    expect(loaded.config?.edge).toEqual({
      heartbeats: [],
      probes: [],
      timezone: "UTC",
      runbooks: "public",
      identities: [],
      staleAfterMs: 43_200_000,
      fallbacks: [],
    });
  });
});

describe("the examples in the edge file", () => {
  const edge = { name: "examples", text: uncommented(file("edge.yaml").text) };
  const { config, diagnostics } = loadConfig({ routing: file("routing.yaml"), edge }, receiverKinds);

  test("load, but for the subject that they warn of", () => {
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^identity "prometheus" is known by its subject/),
    ]);
  });

  test("are all there", () => {
    expect(config?.edge.heartbeats.map(({ name }) => name)).toEqual(["bastion", "backup"]);
    expect(config?.edge.probes.map(({ role }) => role)).toEqual([
      "box",
      "prometheus",
      "alertmanager",
      undefined,
    ]);
    expect(config && neededSecrets(config)).toEqual(
      expect.arrayContaining(["BASTION_PROBE", "EXTERNAL_HEARTBEAT_URL", "NTFY_TOPIC", "NTFY_TOKEN"]),
    );
    expect(kindsOf(config, "pager")).toEqual(["discord", "email", "ntfy"]);
  });
});

/** The routing file with the pagers that stand in its comments. */
const withPagers = file("routing.yaml").text.replace(/^( +)# ([a-z]+_configs: )/gm, "$1$2");

test("the pagers in the routing file's comments load, each with its secrets", () => {
  const { config, diagnostics } = loadConfig({ routing: { name: "r", text: withPagers } }, receiverKinds);
  expect(diagnostics).toEqual([]);
  expect(kindsOf(config, "pager")).toEqual(["discord", "email", "pagerduty", "pushover", "telegram"]);
  expect(config && neededSecrets(config)).toEqual(
    expect.arrayContaining([
      "PAGERDUTY_ROUTING_KEY",
      "PUSHOVER_USER_KEY",
      "PUSHOVER_TOKEN",
      "TELEGRAM_BOT_TOKEN",
    ]),
  );
});

const verdict = (alertname: string, severity = "critical") => ({
  alertname,
  watch: "bastion",
  severity,
  host: "bastion",
});

describe("a verdict mutes what follows from it, and nothing else", () => {
  const rules = loaded.config?.inhibitRules ?? [];
  const disk = { alertname: "DiskFull", severity: "critical", host: "bastion" };
  const probe = { alertname: "ProbeFailed", probe: "grafana", severity: "critical", host: "bastion" };
  const backup = { alertname: "HeartbeatMissing", heartbeat: "backup", reason: "missed", host: "bastion" };
  const drifting = { ...backup, reason: "drifting", severity: "warning" };
  const elsewhere = { ...probe, host: "nas" };
  const unplaced = { alertname: "ProbeFailed", probe: "grafana", severity: "critical" };
  const certificate = { alertname: "CertificateExpiring", probe: "grafana", host: "bastion" };
  const all = { disk, probe, backup, drifting, elsewhere, unplaced, certificate };

  test.each([
    ["BastionDown", "critical", ["disk", "probe", "backup", "drifting", "certificate"]],
    ["BastionUnreachable", "critical", ["probe"]],
    ["PrometheusDown", "critical", ["backup", "drifting"]],
    ["AlertPipelineBroken", "critical", ["backup", "drifting"]],
    ["WatchImpaired", "warning", []],
  ])("%s (%s): %j", (alertname, severity, muted) => {
    const index = new InhibitIndex(rules);
    index.sourceFired("verdict", verdict(alertname, severity));
    const names = Object.entries(all).filter(
      ([name, labels]) => index.inhibitedBy(name, labels) !== undefined,
    );
    expect(names.map(([name]) => name)).toEqual(muted);
  });

  test("one without a host mutes nothing", () => {
    const { host: _, ...labels } = verdict("BastionDown");
    const index = new InhibitIndex(rules);
    index.sourceFired("verdict", labels);
    expect(Object.values(all).map((target) => index.inhibitedBy("x", target))).toEqual(
      Array(7).fill(undefined),
    );
  });

  test("verdicts do not mute each other, nor themselves", () => {
    const names = ["BastionDown", "BastionUnreachable", "PrometheusDown", "AlertPipelineBroken"];
    const index = new InhibitIndex(rules);
    for (const name of names) index.sourceFired(name, verdict(name));
    expect(names.map((name) => index.inhibitedBy(name, verdict(name)))).toEqual(names.map(() => undefined));
  });
});

/** Debian's `prometheus-alertmanager` brings it. */
function amtool(...args: string[]): string | undefined {
  try {
    return execFileSync("amtool", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

const hasAmtool = amtool("--version") !== undefined;

describe.skipIf(!hasAmtool)("amtool (apt-get install prometheus-alertmanager)", () => {
  const routing = join(FOLDER, "routing.yaml");

  test("accepts the shipped routing", () => {
    expect(amtool("check-config", routing)).toContain("SUCCESS");
  });

  test("accepts it with the pagers of its comments", () => {
    const folder = mkdtempSync(join(tmpdir(), "farwatch-shipped-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "routing.yaml"), withPagers);
    expect(amtool("check-config", join(folder, "routing.yaml"))).toContain("SUCCESS");
  });

  test.each([
    ["alertname=Watchdog severity=none", "nobody"],
    ["alertname=DiskFull severity=critical instance=a", "pager,chat"],
    ["alertname=DiskFull severity=warning instance=a", "mail,chat"],
    ["alertname=BastionDown watch=bastion severity=critical", "pager,chat"],
    ["alertname=HeartbeatMissing heartbeat=backup severity=critical", "pager,chat"],
    ["alertname=HeartbeatMissing heartbeat=backup reason=drifting severity=warning", "mail,chat"],
    ["alertname=CertificateExpiring probe=grafana severity=critical", "pager,chat"],
    ["alertname=WatchImpaired watch=bastion severity=warning", "mail,chat"],
    ["alertname=Deployed severity=info", "chat"],
    ["alertname=Unlabelled", "chat"],
  ])("routes {%s} to %s", (labels, receivers) => {
    expect(amtool("config", "routes", "test", "--config.file", routing, ...labels.split(" "))?.trim()).toBe(
      receivers,
    );
  });
});
