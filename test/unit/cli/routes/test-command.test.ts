import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "../run.ts";
import { configFile } from "./config.ts";

interface AmtoolCase {
  readonly configYAML: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly string[];
  readonly source: string;
}

const fixture = join(import.meta.dirname, "../../../fixtures/conformance/routes.json");
const { amtoolRoutingTests }: { amtoolRoutingTests: readonly AmtoolCase[] } = JSON.parse(
  readFileSync(fixture, "utf8"),
);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-23T10:00:00Z") }));
afterEach(() => void vi.useRealTimers());

async function test(...args: readonly string[]) {
  return run("routes", "test", "--config", await configFile(), ...args);
}

describe("farwatch routes test", () => {
  it.for(amtoolRoutingTests)(
    "agrees with $source for $labels",
    async ({ configYAML, labels, receivers }, { expect }) => {
      const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      const path = await configFile(configYAML);
      const { code, stdout } = await run("routes", "test", "--config", path, ...given);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${receivers.join(",")}\n` });
    },
  );

  const receivers: readonly (readonly [labels: readonly string[], want: string])[] = [
    [[], "default"],
    [["team=web"], "default"],
    [["team=db"], "chat"],
    [["team=db", "env=prod"], "dba,chat"],
    [["team=db", "env=prod", "severity=critical"], "pager,chat"],
    // As in amtool: quotes are taken off, and of two values the last one holds.
    [['team="db"', "env=stage"], "dba,chat"],
    [["team=web", "team = db"], "chat"],
    [["team=db", "team="], "default"],
    [['"team"=db'], "chat"],
    [["__proto__=db", "constructor=x"], "default"],
    [["--", "team=db"], "chat"],
  ];

  it.for(receivers)("sends an alert with %j to %s", async ([labels, want], { expect }) => {
    expect(await test(...labels)).toEqual({ code: 0, stdout: `${want}\n`, stderr: "" });
  });

  const quiet = { muted: false, mutedBy: [] };
  const critical = ["team=db", "env=prod", "severity=critical"];
  const pager = {
    receiver: "pager",
    groupBy: ["..."],
    groupWait: "0s",
    groupInterval: "1m30s",
    repeatInterval: "12h",
  };
  const chat = {
    receiver: "chat",
    groupBy: ["alertname", "severity"],
    groupWait: "30s",
    groupInterval: "5m",
    repeatInterval: "12h",
  };
  const moments = [
    { at: "2026-11-23T10:00:00Z", pager: quiet, chat: quiet },
    { at: "2026-11-23T12:59:59.999Z", pager: { muted: true, mutedBy: ["lunch"] }, chat: quiet },
    { at: "2026-11-23T13:00:00Z", pager: quiet, chat: quiet },
    {
      at: "2026-11-24T00:30:00+02:00",
      pager: { muted: true, mutedBy: ["hours"] },
      chat: { muted: true, mutedBy: ["nights"] },
    },
  ];

  it.for(moments)("--json says what is muted at $at", async ({ at, ...muted }, { expect }) => {
    const { code, stdout } = await test("--json", "--at", at, ...critical);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toHaveLength(2);
    expect(JSON.parse(stdout)).toEqual([
      { ...pager, ...muted.pager },
      { ...chat, ...muted.chat },
    ]);
  });

  it("takes the time of now when none is named", async () => {
    vi.setSystemTime(Date.parse("2026-11-23T23:00:00Z"));
    const { stdout } = await test("--json", ...critical);
    expect(JSON.parse(stdout)).toMatchObject([{ mutedBy: ["hours"] }, { mutedBy: ["nights"] }]);
  });

  it.for([
    { args: ["team!=db"], want: 'Cannot test the label "team!=db": != compares; write label=value' },
    { args: ["team=~db"], want: 'Cannot test the label "team=~db": =~ compares; write label=value' },
    { args: ["team"], want: /^Cannot test a label: Cannot parse matcher "team": .*; write label=value/ },
    { args: ["=db"], want: /^Cannot test a label: Cannot parse matcher "=db": / },
    { args: [""], want: /^Cannot test a label: Cannot parse matcher "": / },
    { args: ["{team=db}"], want: /^Cannot test a label: Cannot parse matcher "\{team=db\}": braces / },
    {
      args: ["--at", "noon"],
      want: 'farwatch routes test: Cannot use --at: "noon" is no RFC 3339 time such as 2026-01-31T12:00:00Z',
    },
    {
      args: ["--at", "2026-02-30T00:00:00Z"],
      want: /Cannot use --at: "2026-02-30T00:00:00Z" is no RFC 3339/,
    },
    { args: ["--at", "2026-11-23"], want: /Cannot use --at: "2026-11-23" is no RFC 3339 time/ },
    {
      args: ["--batch", "lines.jsonl", "team=db"],
      want: 'farwatch routes test: Cannot use the label "team=db" beside --batch',
    },
    { args: ["--tree"], want: /^farwatch routes test: .*--tree/ },
    { args: ["--batch", "/nonexistent"], want: "Cannot read /nonexistent: there is no such file" },
  ])("refuses $args in one line, with exit code 1", async ({ args, want }, { expect }) => {
    const { code, stdout, stderr } = await test(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr.trimEnd()).toMatch(want);
  });
});
