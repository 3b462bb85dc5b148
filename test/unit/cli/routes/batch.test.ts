import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../run.ts";
import { scratch } from "../scratch.ts";
import { configFile } from "./config.ts";

const MAIN = join(import.meta.dirname, "../../../../src/cli/main.ts");

async function batch(text: string, ...args: readonly string[]) {
  const file = join(await scratch(), "alerts.jsonl");
  await writeFile(file, text);
  const config = await configFile();
  const { code, stdout, stderr } = await run("routes", "test", "--config", config, "--batch", file, ...args);
  const answers = stdout.split("\n").slice(0, -1);
  return { code, stderr: stderr.replaceAll(file, "FILE"), answers: answers.map((line) => JSON.parse(line)) };
}

const line = (labels: unknown, at?: unknown) => JSON.stringify({ labels, at });

describe("farwatch routes test --batch", () => {
  it("answers each line on one line, as --json would alone", async () => {
    const text = [
      line({ team: "db", env: "prod" }, "2026-11-23T23:00:00Z"),
      line({}, "2026-11-23T23:00:00Z"),
      line({ team: "dx", line: "a\nb\u2028c" }, "2026-11-23T10:00:00Z"),
    ].join("\n");
    const { code, stderr, answers } = await batch(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(answers).toMatchObject([
      [
        { receiver: "dba", muted: false },
        { receiver: "chat", muted: true, mutedBy: ["nights"] },
      ],
      [{ receiver: "default", groupBy: ["alertname", "severity"], muted: false, mutedBy: [] }],
      [{ receiver: "chat", muted: false }],
    ]);
    const config = await configFile();
    const alone = ["--json", "--at", "2026-11-23T23:00:00Z", "team=db", "env=prod"];
    const { stdout } = await run("routes", "test", "--config", config, ...alone);
    expect(JSON.parse(stdout)).toEqual(answers[0]);
  });

  it("takes --at for lines without a time of their own", async () => {
    const text = [
      line({ team: "dx" }),
      line({ team: "dx" }, null),
      line({ team: "dx" }, "2026-11-23T10:00:00Z"),
    ];
    const { answers } = await batch(text.join("\n"), "--at", "2026-11-23T23:00:00Z");
    expect(answers.map(([{ muted }]) => muted)).toEqual([true, true, false]);
  });

  it("passes over empty lines and Windows line ends, and reads names that every object has", async () => {
    const text = `\n${line({ team: "db" })}\r\n  \n{"labels":{"__proto__":"x","constructor":"y"}}\n\n`;
    const { code, answers } = await batch(text);
    expect(code).toBe(0);
    expect(answers).toMatchObject([[{ receiver: "chat" }], [{ receiver: "default" }]]);
  });

  it.for([
    ["{", '"{" is no JSON'],
    ["[]", '"[]" is no object'],
    ["null", '"null" is no object'],
    ["{}", "Cannot read labels (missing) of the alert: expected an object."],
    [line("team=db"), 'Cannot read labels "team=db" of the alert: expected an object.'],
    [line({ team: 1 }), 'Cannot read labels of the alert: "team" is 1, expected a text.'],
    [line({ "": "x" }), 'Cannot read labels of the alert: "x" has an empty name.'],
    [line({}, "noon"), 'at "noon" is no RFC 3339 time such as 2026-01-31T12:00:00Z'],
    [line({}, 1_700_000_000), "at 1700000000 is no text"],
    ['{"labels":{},"time":"2026-11-23T10:00:00Z"}', 'Unknown field "time"'],
  ] as const)(
    "ends at %s with its line's number, after the answers before it",
    async ([bad, why], { expect }) => {
      const { code, stderr, answers } = await batch([line({}), "", bad, line({})].join("\n"));
      expect({ code, stderr }).toEqual({ code: 1, stderr: `Cannot test line 3 of FILE: ${why}\n` });
      expect(answers).toHaveLength(1);
    },
  );

  it("reads standard input for -, thousands of lines in one process", { timeout: 30_000 }, async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => line({ team: i % 2 === 0 ? "db" : "web" }));
    const args = [MAIN, "routes", "test", "--config", await configFile(), "--batch", "-"];
    const { status, stdout } = spawnSync(process.execPath, args, {
      input: lines.join("\n"),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    const receivers = stdout
      .split("\n")
      .slice(0, -1)
      .map((text) => JSON.parse(text)[0].receiver);
    expect(receivers).toEqual(lines.map((_, i) => (i % 2 === 0 ? "chat" : "default")));
  });
});
