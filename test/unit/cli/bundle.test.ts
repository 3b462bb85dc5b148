import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { bundleWorker } from "../../../src/cli/bundle.ts";
import { scratch } from "./scratch.ts";

const texts = { routing: "route: the given one", edge: "timezone: UTC", probes: "probes: []" };

async function entryOf(source: string, files: Record<string, string> = {}): Promise<string> {
  const dir = await scratch();
  await mkdir(join(dir, "config"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  await writeFile(join(dir, "index.ts"), source);
  return join(dir, "index.ts");
}

/** What the bundle exports, run in Node. */
async function exportsOf(bundle: string): Promise<Record<string, unknown>> {
  return import(`data:text/javascript;base64,${Buffer.from(bundle).toString("base64")}`);
}

describe("bundleWorker", () => {
  it("puts the given configuration in place of the files, which need not exist", async ({ expect }) => {
    const entry = await entryOf(
      'import edge from "./config/edge.yaml"; import probes from "./config/probes.yaml"; import routing from "./config/routing.yaml"; export { edge, probes, routing };',
      { "config/routing.yaml": "route: the one beside the source" },
    );
    expect(await exportsOf(await bundleWorker(entry, texts))).toEqual(expect.objectContaining(texts));
  });

  it("takes other texts as they are", async ({ expect }) => {
    const entry = await entryOf('import page from "./page.yaml"; export { page };', {
      "page.yaml": "a: 1\n",
    });
    expect(await exportsOf(await bundleWorker(entry, texts))).toMatchObject({ page: "a: 1\n" });
  });

  it("lets CommonJS require Node's modules, with and without their prefix", async ({ expect }) => {
    const entry = await entryOf('import found from "./old.cjs"; export { found };', {
      "old.cjs": 'module.exports = [require("path").sep, typeof require("node:events").EventEmitter];',
    });
    const bundle = await bundleWorker(entry, texts);
    expect(bundle).not.toContain("Dynamic require");
    expect(await exportsOf(bundle)).toMatchObject({ found: ["/", "function"] });
  });

  it("leaves the platform's modules to the platform", async ({ expect }) => {
    const entry = await entryOf(
      'import { DurableObject } from "cloudflare:workers"; export { DurableObject };',
    );
    expect(await bundleWorker(entry, texts)).toContain('from "cloudflare:workers"');
  });

  it("says in one line where a source is wrong", async ({ expect }) => {
    const entry = await entryOf("export const x = ;");
    const message = await bundleWorker(entry, texts).catch((error: Error) => error.message);
    expect(message).toMatch(/^Cannot bundle the worker: \S*index\.ts:1:17: [^\n]+$/);
  });
});
