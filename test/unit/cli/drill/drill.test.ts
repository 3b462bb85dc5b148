import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { run } from "../run.ts";
import { scratch } from "../scratch.ts";

async function drill(...args: readonly string[]) {
  const token = join(await scratch(), "token");
  await writeFile(token, "t\n");
  return run("drill", "--url", "http://127.0.0.1:1", "--token-file", token, ...args);
}

describe("farwatch drill, where no edge answers", () => {
  const away = "Cannot reach http://127.0.0.1:1: nothing listens there; npm start runs the edge";

  it("says so in one line after the name of the drill", async ({ expect }) => {
    const { code, stdout, stderr } = await drill();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const named =
      /^Drill \d{8}T\d{6}Z-[0-9a-f]{4}, severity warning\. Ctrl-C breaks it off and ends its alert\.$/;
    const [first, ...others] = stderr.trimEnd().split("\n");
    expect(first).toMatch(named);
    expect(others).toEqual([away]);
  });

  it("says of a critical one first whom it wakes", async ({ expect }) => {
    const { stderr } = await drill("--severity", "critical");
    expect(stderr).toMatch(/^Drill \S+, severity critical; it wakes whoever is on call\./);
  });

  it("says so to a program", async ({ expect }) => {
    const { code, stdout } = await drill("--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, severity: "warning", stages: [], fault: away });
  });
});
