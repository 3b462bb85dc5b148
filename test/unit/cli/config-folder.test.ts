import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { readConfigFolder } from "../../../src/cli/config-folder.ts";
import { scratch } from "./scratch.ts";

const ROUTING = "route: {receiver: r}\nreceivers: [{name: r}]\n";
const PROBES = 'probes: [{name: a, module: tcp_connect, target: "a.example:22"}]\n';

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await scratch();
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

describe("readConfigFolder", () => {
  it("reads probes.yaml where it is, as the worker will", async ({ expect }) => {
    const { config, texts } = await readConfigFolder(
      await folder({ "routing.yaml": ROUTING, "probes.yaml": PROBES }),
    );
    expect(config?.edge.probes.map(({ name }) => name)).toEqual(["a"]);
    expect(texts).toEqual({ routing: ROUTING, edge: "", probes: PROBES });
  });

  it("is content with routing.yaml alone", async ({ expect }) => {
    const { config, texts, diagnostics } = await readConfigFolder(await folder({ "routing.yaml": ROUTING }));
    expect({ probes: config?.edge.probes, diagnostics }).toEqual({ probes: [], diagnostics: [] });
    expect(texts).toEqual({ routing: ROUTING, edge: "", probes: "" });
  });

  it("names the file in which a probe is wrong", async ({ expect }) => {
    const dir = await folder({ "routing.yaml": ROUTING, "probes.yaml": "probes: [{}]\n" });
    const { config, diagnostics } = await readConfigFolder(dir);
    expect(config).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ file: join(dir, "probes.yaml"), line: 1 });
  });

  it("refuses a folder without routing.yaml", async ({ expect }) => {
    const dir = await folder({ "probes.yaml": PROBES });
    await expect(readConfigFolder(dir)).rejects.toThrow(
      `Cannot read ${join(dir, "routing.yaml")}: there is no such file`,
    );
  });
});
