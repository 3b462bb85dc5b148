import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secretFindings } from "../../../../src/cli/stack/secrets.ts";
import { scratch } from "../scratch.ts";

/** What is said of a clone whose secrets have these modes; undefined leaves one out. */
async function saidOf(folder: number, files: Readonly<Record<string, number | undefined>>) {
  const root = await scratch();
  const compose = join(root, "compose");
  await mkdir(join(compose, "secrets"), { recursive: true });
  const secrets = Object.keys(files).map((name) => `  ${name}: { file: ./secrets/${name} }`);
  await writeFile(join(compose, "compose.yaml"), ["services: {}", "secrets:", ...secrets].join("\n"));
  for (const [name, mode] of Object.entries(files)) {
    if (mode === undefined) continue;
    const path = join(compose, "secrets", name);
    await writeFile(path, "x");
    await chmod(path, mode);
  }
  await chmod(join(compose, "secrets"), folder);
  const inventory = join(compose, "inventory.yaml");
  return (await secretFindings({ root, compose, inventory })).map(({ where, todo }) => `${where}: ${todo}`);
}

describe("secretFindings", () => {
  it.for([
    { name: "readable in a folder of root's alone", folder: 0o700, files: { a: 0o644, b: 0o444 }, want: [] },
    {
      name: "missing",
      folder: 0o700,
      files: { a: undefined, b: 0o644 },
      want: ["compose/secrets/a: write the secret into it"],
    },
    {
      name: "for their owner alone",
      folder: 0o700,
      files: { a: 0o600, b: 0o640 },
      want: [
        "compose/secrets/a: run: chmod 644 compose/secrets/a",
        "compose/secrets/b: run: chmod 644 compose/secrets/b",
      ],
    },
    {
      name: "in a folder that lets others in",
      folder: 0o710,
      files: { a: 0o644 },
      want: ["compose/secrets: run: chmod 700 compose/secrets"],
    },
  ])("says what to do about files that are $name", async ({ folder, files, want }) => {
    expect(await saidOf(folder, files)).toEqual(want);
  });

  it("says nothing of a project without secrets", async () => {
    const root = await scratch();
    const project = { root, compose: join(root, "compose"), inventory: "" };
    expect(await secretFindings(project)).toEqual([]);
  });
});
