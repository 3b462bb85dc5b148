import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../run.ts";
import { scratch } from "../scratch.ts";
import { configFile, TREE } from "./config.ts";

describe("farwatch routes show", () => {
  it("draws the tree as amtool does", async () => {
    const { code, stdout, stderr } = await run("routes", "show", "--config", await configFile());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`Routing tree:
.
└── default-route  receiver: default
    ├── {env=~"prod|stage",team="db"}  continue: true  receiver: dba
    │   ├── {severity="critical"}  receiver: pager
    │   └── default-route  receiver: dba
    └── {team=~"^(?:d.*)$"}  receiver: chat

`);
  });

  it("with --json gives each route with its own matchers and what it inherits", async () => {
    const { code, stdout } = await run("routes", "show", "--json", "--config", await configFile());
    expect(code).toBe(0);
    const quiet = { muteTimeIntervals: [], activeTimeIntervals: [] };
    const inherited = { groupBy: ["..."], groupInterval: "5m", repeatInterval: "12h" };
    expect(JSON.parse(stdout)).toEqual({
      receiver: "default",
      matchers: [],
      continue: false,
      groupBy: ["alertname", "severity"],
      groupWait: "30s",
      groupInterval: "5m",
      repeatInterval: "12h",
      ...quiet,
      routes: [
        {
          receiver: "dba",
          matchers: [
            { name: "env", op: "=~", value: "prod|stage" },
            { name: "team", op: "=", value: "db" },
          ],
          continue: true,
          ...inherited,
          groupWait: "30s",
          ...quiet,
          routes: [
            {
              receiver: "pager",
              matchers: [{ name: "severity", op: "=", value: "critical" }],
              continue: false,
              ...inherited,
              groupWait: "0s",
              groupInterval: "1m30s",
              muteTimeIntervals: ["lunch"],
              activeTimeIntervals: ["hours"],
              routes: [],
            },
            {
              receiver: "dba",
              matchers: [],
              continue: false,
              ...inherited,
              groupWait: "1m",
              ...quiet,
              routes: [],
            },
          ],
        },
        {
          receiver: "chat",
          matchers: [{ name: "team", op: "=~", value: "^(?:d.*)$" }],
          continue: false,
          groupBy: ["alertname", "severity"],
          groupWait: "30s",
          groupInterval: "5m",
          repeatInterval: "12h",
          muteTimeIntervals: ["nights"],
          activeTimeIntervals: [],
          routes: [],
        },
      ],
    });
  });

  it("reads a folder as the edge does", async () => {
    const folder = await scratch();
    await writeFile(join(folder, "routing.yaml"), TREE);
    await writeFile(join(folder, "edge.yaml"), "timezone: Nowhere\n");
    const { code, stdout, stderr } = await run("routes", "show", "--config", folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Cannot read the routes: .*edge.yaml:1:1: Cannot use timezone "Nowhere"/);
  });

  it("names the first error of the file, its place, and how many there are", async () => {
    const path = await configFile("route: { receiver: a, group_interval: 0s }\nreceivers: [{ name: b }]\n");
    const { code, stderr } = await run("routes", "show", `--config=${path}`);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Cannot read the routes: ${path}:1:10: undefined receiver "a" used in route (and 1 more: npm run farwatch -- check)\n`,
    );
  });

  it.for([
    { args: ["routes", "shwo"], want: /^Cannot do "routes shwo": the commands are show, test\n$/ },
    { args: ["routes", "show", "all"], want: /^farwatch routes show: Cannot use the argument "all"\n$/ },
    { args: ["routes", "show", "--at", "now"], want: /^farwatch routes show: .*--at.*\n$/ },
    {
      args: ["routes", "show", "--config", "/nonexistent.yml"],
      want: /^Cannot read the routes: \/nonexistent.yml:1:1: Cannot read the file: there is no such file\n$/,
    },
  ])("$args is refused in one line", async ({ args, want }, { expect }) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(want);
  });
});
