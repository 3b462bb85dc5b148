import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCheck } from "../../../src/cli/check.ts";

const ROUTING = `global: {slack_api_url_file: /run/secrets/slack_api_url}
route: {receiver: chat, routes: [{receiver: chat}, {}]}
receivers: [{name: chat, slack_configs: [{channel: '#a'}]}]
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "farwatch-check-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(args: string[], env: Record<string, string> = {}) {
  let stdout = "";
  let stderr = "";
  const code = await runCheck(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    env,
  });
  return { code, lines: stdout.trimEnd().split("\n"), stdout, stderr };
}

describe("farwatch check", () => {
  test("counts what a good configuration holds", async () => {
    write("routing.yaml", ROUTING);
    const { code, lines, stderr } = await run(["--config", folder], { SLACK_API_URL: "x" });
    expect(lines).toEqual([
      "ok: 1 receiver, 1 integration, 3 routes, 0 inhibit rules, 0 time intervals, 0 identities, 0 heartbeats, 0 probes; 0 warnings",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("prints file, line and column of each finding, and fails on an error", async () => {
    const routing = write("routing.yaml", `${ROUTING}templates: [x]\nfoo: 1\n`);
    const edge = write("edge.yaml", "timezone: Nowhere\n");
    const { code, lines } = await run(["--config", folder]);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `${routing}:4:1: warning: templates are not read: messages have the edge's own layout`,
      `${routing}:5:1: error: Unknown field "foo" in the routing file`,
      `${edge}:1:1: error: Cannot use timezone "Nowhere": expected an IANA name such as Europe/Berlin`,
      "failed: 2 errors, 1 warning",
    ]);
  });

  test("a missing secret is a warning, and with --secrets an error", async () => {
    const routing = write("routing.yaml", ROUTING);
    const message = 'Secret SLACK_API_URL is not set: needed by receiver "chat"';
    const warned = await run(["--config", folder]);
    expect([warned.code, warned.lines[0]]).toEqual([0, `${routing}:3:42: warning: ${message}`]);
    const failed = await run(["--config", folder, "--secrets"]);
    expect([failed.code, failed.lines]).toEqual([
      1,
      [`${routing}:3:42: error: ${message}`, "failed: 1 error, 0 warnings"],
    ]);
  });

  test("--json gives the same as data", async () => {
    const routing = write("routing.yaml", `${ROUTING}foo: 1\n`);
    const { code, stdout } = await run(["--config", folder, "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: "error",
          file: routing,
          line: 4,
          column: 1,
          message: 'Unknown field "foo" in the routing file',
        },
      ],
    });
  });

  test("probes.yaml is read beside edge.yaml, and what is wrong in it stands at its place", async () => {
    write("routing.yaml", ROUTING);
    write("edge.yaml", "probes:\n  - {name: a, module: tcp_connect, target: 'a.example:22'}\n");
    const probes = write(
      "probes.yaml",
      "probes:\n  - {name: b, module: tcp_connect, target: 'b.example:22'}\n",
    );
    const good = await run(["--config", folder], { SLACK_API_URL: "x" });
    expect(good.lines.at(-1)).toContain("2 probes; 0 warnings");
    write("probes.yaml", "probes:\n  - {name: a, module: tcp_connect, target: 'b.example:22'}\n");
    const { code, lines } = await run(["--config", folder], { SLACK_API_URL: "x" });
    expect(code).toBe(1);
    expect(lines[0]).toBe(
      `${probes}:2:6: error: name "a" is taken by a probe (${join(folder, "edge.yaml")}:2:5)`,
    );
  });

  test("--config may name a routing file alone", async () => {
    write("edge.yaml", "foo: 1\n");
    const path = write("alertmanager.yml", ROUTING);
    const { code, lines } = await run([`--config=${path}`], { SLACK_API_URL: "x" });
    expect([code, lines.length]).toEqual([0, 1]);
  });

  test.each([
    ["a folder without routing.yaml", ""],
    ["a path that is not there", "nowhere.yaml"],
  ])("%s is an error", async (_, name) => {
    const { code, lines } = await run(["--config", join(folder, name)]);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `${join(folder, name || "routing.yaml")}:1:1: error: Cannot read the file: there is no such file`,
      "failed: 1 error, 0 warnings",
    ]);
  });

  test.each([
    [["--verbose"], "farwatch check: Unknown option '--verbose'"],
    [["elsewhere"], 'farwatch check: Cannot use the argument "elsewhere"'],
    [["--config", ""], 'farwatch check: Cannot use --config "": it is empty'],
  ])("%j is refused", async (args, want) => {
    await expect(run(args)).rejects.toThrow(want);
  });

  test("a folder in the place of a file is named so", async () => {
    write("routing.yaml", ROUTING);
    mkdirSync(join(folder, "edge.yaml"));
    const { lines } = await run(["--config", folder]);
    expect(lines[0]).toBe(`${join(folder, "edge.yaml")}:1:1: error: Cannot read the file: it is a folder`);
  });

  test("--help says what the options are", async () => {
    const { code, stdout } = await run(["--help"]);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "usage: farwatch check [options]"]);
  });
});
