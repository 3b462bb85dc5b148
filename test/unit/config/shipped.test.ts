import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { receiverKinds } from "../../../src/receiver/receivers.ts";

const FOLDER = join(import.meta.dirname, "../../../config");

function file(name: string) {
  return { name, text: readFileSync(join(FOLDER, name), "utf8") };
}

const loaded = loadConfig({ routing: file("routing.yaml"), edge: file("edge.yaml") }, receiverKinds);

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
    expect(loaded.config?.edge).toEqual({ timezone: "UTC", identities: [], staleAfterMs: 43_200_000 });
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

  test.each([
    ["alertname=Watchdog severity=none", "nobody"],
    ["alertname=DiskFull severity=critical instance=a", "pager,chat"],
    ["alertname=DiskFull severity=warning instance=a", "mail,chat"],
    ["alertname=BastionDown watch=bastion severity=critical", "pager,chat"],
    ["alertname=WatchImpaired watch=bastion severity=warning", "mail,chat"],
    ["alertname=Deployed severity=info", "chat"],
    ["alertname=Unlabelled", "chat"],
  ])("routes {%s} to %s", (labels, receivers) => {
    expect(amtool("config", "routes", "test", "--config.file", routing, ...labels.split(" "))?.trim()).toBe(
      receivers,
    );
  });
});
