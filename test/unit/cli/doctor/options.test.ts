import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parseDoctor } from "../../../../src/cli/doctor/options.ts";
import { pairFiles } from "../pair-files.ts";
import { run } from "../run.ts";
import { scratch } from "../scratch.ts";

describe("parseDoctor", () => {
  it("reads the files that it is given", async ({ expect }) => {
    const { texts, at } = await pairFiles();
    const token = join(await scratch(), "token");
    await writeFile(token, "token\n");
    const args = ["--url", "https://a.example", "--people", "https://b.example", "--json"];
    args.push("--cert", at("crt"), "--key", at("key"), "--ca", at("ca"), "--token-file", token);
    expect(await parseDoctor(args)).toEqual({
      url: new URL("https://a.example"),
      people: new URL("https://b.example"),
      pair: { cert: texts.crt, key: texts.key },
      ca: texts.ca,
      token: "token",
      json: true,
    });
  });

  it("needs no more than a URL", async ({ expect }) => {
    const options = await parseDoctor(["--url", "http://localhost:8080/"]);
    expect(options).toEqual({ url: new URL("http://localhost:8080"), json: false });
  });

  it.for(["http://127.0.0.1:8080", "http://[::1]:8080", "https://192.0.2.1:8443"])(
    "takes %s",
    async (url, { expect }) => {
      expect(await parseDoctor(["--url", url])).toMatchObject({ url: new URL(url) });
    },
  );

  const refused = [
    { args: [], want: /Cannot look without --url/ },
    { args: ["--url", "alerts.example.org"], want: /Cannot use --url "alerts.example.org"/ },
    { args: ["--url", "http://alerts.example.org"], want: /http is for this machine alone/ },
    { args: ["--url", "http://localhost.example.org"], want: /http is for this machine alone/ },
    { args: ["--url", "https://a.example/metrics"], want: /more than scheme, host and port/ },
    { args: ["--url", "https://user@a.example"], want: /more than scheme, host and port/ },
    { args: ["--url", "https://a.example", "--people", "ftp://b"], want: /Cannot use --people "ftp:\/\/b"/ },
    { args: ["--url", "https://a.example", "--cert", "a"], want: /--cert without --key/ },
    { args: ["--url", "https://a.example", "--key", "a"], want: /--cert without --key/ },
    { args: ["--url", "https://a.example", "--ca", "/nonexistent"], want: /^Cannot read \/nonexistent/ },
    { args: ["https://a.example"], want: /Cannot use the argument "https:\/\/a.example"/ },
    { args: ["--url", "https://a.example", "--fix"], want: /--fix/ },
  ];

  it.for(refused)("refuses $args in one line", async ({ args, want }, { expect }) => {
    const { code, stdout, stderr } = await run("doctor", ...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(want);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("has its help", async ({ expect }) => {
    const { code, stdout } = await run("doctor", "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^usage: farwatch doctor --url URL/);
  });
});
