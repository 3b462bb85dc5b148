import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import { copyRunbookPages } from "../../../src/cli/runbook-pages.ts";
import { runFiles } from "../../../src/cli/worker-config.ts";
import { filesIn } from "../../repo/source.ts";
import { scratch } from "./scratch.ts";

describe("copyRunbookPages", () => {
  it("copies every page, and lets go of what an earlier start left", async ({ expect }) => {
    const runDir = await scratch();
    const copy = join(runDir, runFiles.pages);
    await mkdir(copy);
    for (const name of ["Gone.html", "HostDown.html"]) await writeFile(join(copy, name), "stale");
    await copyRunbookPages(runDir);
    const pages = filesIn("runbooks/pages", ".html");
    expect((await readdir(copy)).sort()).toEqual(pages.map(({ path }) => path));
    for (const { path, text } of pages) expect(await readFile(join(copy, path), "utf8")).toBe(text);
  });

  it.skipIf(process.getuid?.() === 0)("says in one line why it cannot", async ({ expect }) => {
    const runDir = await scratch();
    await chmod(runDir, 0o500);
    onTestFinished(() => chmod(runDir, 0o700));
    await expect(copyRunbookPages(runDir)).rejects.toThrow(
      /^Cannot copy the runbooks of .*: permission denied$/,
    );
  });

  it("says in one line that a part of the path is no folder", async ({ expect }) => {
    const file = join(await scratch(), "file");
    await writeFile(file, "");
    await expect(copyRunbookPages(file)).rejects.toThrow(/^Cannot copy the runbooks of [^\n]*$/);
  });
});
