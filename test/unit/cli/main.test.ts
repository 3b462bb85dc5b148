import { describe, it } from "vitest";
import { run } from "./run.ts";

describe("main", () => {
  it.for([[], ["help"], ["--help"], ["-h"]])("%j lists every command", async (args, { expect }) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const commands = [
      "start",
      "check",
      "routes show",
      "routes test L=V",
      "pki revoke NAME",
      "pki csr NAME",
      "pki sign FILE",
      "stack COMMAND",
      "deliveries",
      "drill",
      "doctor",
      "backup",
      "restore",
      "help",
    ];
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
  });

  const refused = [
    {
      args: ["strat"],
      want: /^Cannot run "strat": the commands are start, check, routes, pki, deliveries, drill, doctor, backup, restore, stack, help\n$/,
    },
    { args: ["start", "--bogus"], want: /^farwatch start: .*--bogus.*\n$/ },
    { args: ["start", "--port", "x"], want: /^farwatch start: Cannot use --port "x".*\n$/ },
    { args: ["start", "--config", "/nonexistent"], want: /^Cannot read \/nonexistent\/routing.yaml: .*\n$/ },
    { args: ["pki"], want: /^usage: .*\n$/ },
    { args: ["pki", "grant"], want: /^Cannot do "pki grant": .*\n$/ },
    { args: ["pki", "revoke"], want: /^Cannot revoke without a name; .*\n$/ },
    { args: ["pki", "revoke", "a", "b"], want: /^Cannot use the argument "b"; .*\n$/ },
    { args: ["stack", "rendre"], want: /^Cannot do "stack rendre": the commands are render, pki, .*\n$/ },
    { args: ["stack", "render", "all"], want: /^farwatch stack render: Cannot use the argument "all"\n$/ },
    { args: ["stack", "render", "--force"], want: /^farwatch stack render: .*--force.*\n$/ },
    { args: ["stack", "check", "all"], want: /^farwatch stack check: Cannot use the argument "all"\n$/ },
    {
      args: ["stack", "check", "--inventory", "/nonexistent.yaml"],
      want: /^Cannot read \/nonexistent.yaml: there is no such file\n$/,
    },
    { args: ["pki", "revoke", "a", "--force"], want: /^farwatch pki: .*--force.*\n$/ },
    {
      args: ["pki", "revoke", "a", "--state", "/nonexistent"],
      want: /^Cannot revoke "a": \/nonexistent\/pki .*\n$/,
    },
  ];

  it.for(refused)("$args is refused in one line, with exit code 1", async ({ args, want }, { expect }) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(want);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it.for([
    ["start", "--help"],
    ["pki", "--help"],
    ["backup", "--help"],
    ["restore", "--help"],
    ["drill", "--help"],
    ["routes"],
    ["routes", "--help"],
    ["routes", "test", "--help"],
    ["stack"],
    ["stack", "--help"],
    ["stack", "render", "--help"],
    ["stack", "check", "--help"],
  ])("%j prints its usage", async (args, { expect }) => {
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^usage: farwatch /);
  });
});
