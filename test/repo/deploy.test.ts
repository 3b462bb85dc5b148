import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { DRAIN_MS } from "../../src/cli/edge.ts";
import { LEAF_LIFETIME_MS } from "../../src/cli/pki-issue.ts";
import { RENEW_BEFORE_MS } from "../../src/cli/pki-standing.ts";
import { parseStart } from "../../src/cli/start-options.ts";
import { WORKER_STOP_MS } from "../../src/cli/workerd.ts";
import { root, textOf } from "./source.ts";

const unit = textOf("deploy/farwatch.service");

function settings(name: string): string[] {
  const lines = unit.replace(/\\\n\s*/g, "").split("\n");
  return lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
}

describe("deploy/farwatch.service", () => {
  it("starts the edge by options that there are", ({ expect }) => {
    const [command = ""] = settings("ExecStart");
    const [program, entry, name, ...args] = command.split(/\s+/);
    expect([program, entry, name]).toEqual([
      "/opt/farwatch/node_modules/.bin/node",
      "src/cli/main.ts",
      "start",
    ]);
    expect(parseStart(args)).toMatchObject({
      config: "/etc/farwatch",
      state: "/var/lib/farwatch",
      port: 8443,
    });
    expect(settings("WorkingDirectory")).toEqual(["/opt/farwatch"]);
    expect(settings("StateDirectory")).toEqual(["farwatch"]);
  });

  it("gives the front time to end, and starts anew before a certificate ends", ({ expect }) => {
    const [seconds] = settings("TimeoutStopSec").map(Number);
    expect(seconds).toBeGreaterThan((DRAIN_MS + WORKER_STOP_MS) / 1_000);
    const [days = 0] = settings("RuntimeMaxSec").map((value) => Number(value.replace(/d$/, "")));
    expect(days * 86_400_000).toBeLessThan(RENEW_BEFORE_MS);
    expect(RENEW_BEFORE_MS).toBeLessThan(LEAF_LIFETIME_MS);
  });

  it("starts again without end, and refuses to start without its secrets", ({ expect }) => {
    expect([settings("Restart"), settings("StartLimitIntervalSec")]).toEqual([["always"], ["0"]]);
    expect(settings("EnvironmentFile")).toEqual(["/etc/farwatch/secrets.env"]);
  });
});

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).error === undefined;

describe.skipIf(!hasAnalyze)("deploy/farwatch.service (needs systemd-analyze)", () => {
  it("is understood, and leaves little open", { timeout: 30_000 }, ({ expect }) => {
    const folder = mkdtempSync(join(tmpdir(), "farwatch-unit-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "farwatch.service");
    // systemd-analyze looks whether the program is there.
    writeFileSync(path, unit.replaceAll("/opt/farwatch/", `${root}/`));
    const verified = spawnSync("systemd-analyze", ["verify", path], { encoding: "utf8" });
    expect([verified.status, `${verified.stdout}${verified.stderr}`]).toEqual([0, ""]);
    const secured = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", path], {
      encoding: "utf8",
    });
    expect(secured.status, secured.stdout.split("\n").at(-2)).toBe(0);
  });
});
