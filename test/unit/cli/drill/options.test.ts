import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { severities } from "../../../../src/cli/drill/alert.ts";
import {
  DEFAULT_TIMEOUT_MS,
  DRILL_USAGE,
  MAX_TIMEOUT_MS,
  parseDrill,
} from "../../../../src/cli/drill/options.ts";
import { pairFiles } from "../pair-files.ts";
import { scratch } from "../scratch.ts";

async function files(...names: readonly string[]) {
  const folder = await scratch();
  for (const name of names) await writeFile(join(folder, name), `${name}\n`);
  return (name: string) => join(folder, name);
}

describe("parseDrill", () => {
  it("asks the local edge with its token for a warning, unless it is told otherwise", async ({ expect }) => {
    const at = await files("token");
    expect(await parseDrill(["--token-file", at("token")])).toEqual({
      edge: { url: new URL("http://127.0.0.1:8080"), credentials: { token: "token" } },
      severity: "warning",
      timeoutMs: DEFAULT_TIMEOUT_MS,
      json: false,
    });
  });

  it("reads an Alertmanager's own certificate and authority", async ({ expect }) => {
    const token = await files("token");
    const { texts, at } = await pairFiles();
    const via = ["--via", "https://localhost:9093", "--via-cert", at("crt"), "--via-key", at("key")];
    const options = await parseDrill([...via, "--via-ca", at("ca"), "--token-file", token("token")]);
    expect(options).toMatchObject({
      via: {
        url: new URL("https://localhost:9093"),
        credentials: { pair: { cert: texts.crt, key: texts.key } },
        ca: texts.ca,
      },
    });
  });

  it("shows nothing to an Alertmanager that wants nothing", async ({ expect }) => {
    const at = await files("token");
    const options = await parseDrill(["--via", "http://localhost:9093", "--token-file", at("token")]);
    expect(options).toMatchObject({ via: { credentials: {} } });
  });

  it.for(severities)("takes the severity %s", async (severity, { expect }) => {
    const at = await files("token");
    const options = await parseDrill(["--severity", severity, "--token-file", at("token")]);
    expect(options).toMatchObject({ severity });
  });

  it.for([
    ["1ms", 1],
    ["2m", 120_000],
    ["1d", MAX_TIMEOUT_MS],
  ] as const)("reads the timeout %s", async ([text, timeoutMs], { expect }) => {
    const at = await files("token");
    const options = await parseDrill(["--timeout", text, "--token-file", at("token")]);
    expect(options).toMatchObject({ timeoutMs });
  });

  const bad = [
    {
      args: ["--severity", "page"],
      says: 'Cannot use --severity "page": it is one of critical, warning, info',
    },
    { args: ["--timeout", "0s"], says: 'Cannot use --timeout "0s": it is a duration' },
    { args: ["--timeout", "60"], says: 'Cannot use --timeout "60"' },
    { args: ["--timeout", "1d1ms"], says: 'Cannot use --timeout "1d1ms"' },
    { args: ["now"], says: 'farwatch drill: Cannot use the argument "now"' },
    { args: ["--url", "here"], says: 'farwatch drill: Cannot use --url "here"' },
    { args: ["--via", "here"], says: 'farwatch drill: Cannot use --via "here"' },
    { args: ["--cert", "a"], says: "farwatch drill: Cannot use --cert without --key" },
    { args: ["--via", "https://a", "--via-cert", "a"], says: "Cannot use --via-cert without --via-key" },
    { args: ["--via-ca", "a"], says: "Cannot use --via-ca without --via" },
    { args: ["--via-cert", "a", "--via-key", "b"], says: "Cannot use --via-cert without --via" },
    { args: ["--token-file", "/nonexistent"], says: "Cannot read /nonexistent: there is no such file" },
    { args: ["--receiver", "pager"], says: "--receiver" },
  ];
  it.for(bad)("refuses $args", async ({ args, says }, { expect }) => {
    await expect(parseDrill(args)).rejects.toThrow(says);
  });

  it("says in its help what a critical one does", async ({ expect }) => {
    expect(await parseDrill(["--help"])).toBe("help");
    expect(DRILL_USAGE).toMatch(/critical wakes whoever is on call/);
  });
});
