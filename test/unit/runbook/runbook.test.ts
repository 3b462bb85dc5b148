import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { runbooks } from "../../../runbooks/index.ts";
import { findRunbook, listRunbooks, MAX_QUOTED_NAME_CHARS } from "../../../src/runbook/runbook.ts";

const folder = join(import.meta.dirname, "../../../runbooks");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

describe("runbooks/index.ts", () => {
  it("lists every page of the folder under its name, with its text", ({ expect }) => {
    const onDisk = pages.map((page) => [page.replace(/\.md$/, ""), readFileSync(join(folder, page), "utf8")]);
    expect(Object.fromEntries(runbooks)).toEqual(Object.fromEntries(onDisk));
  });

  it.for(pages)("%s has the sections of the template, in order", (page, { expect }) => {
    const text = readFileSync(join(folder, page), "utf8");
    const headings = text.match(/^## .*$/gm);
    expect(headings).toEqual(["## Meaning", "## Impact", "## Diagnosis", "## Mitigation"]);
    if (page !== "TEMPLATE.md") expect(text).toMatch(new RegExp(`^# ${page.replace(/\.md$/, "")}\n`));
  });
});

describe("findRunbook", () => {
  const known = new Map([["DiskFull", "# DiskFull\n"]]);

  it.for(["DiskFull", "DiskFull.md"])("finds %s", (name, { expect }) => {
    expect(findRunbook(known, name)).toEqual({ found: true, text: "# DiskFull\n" });
  });

  it.for(["diskfull", "constructor", "", "../TEMPLATE"])("has no page for %j", (name, { expect }) => {
    const answer = findRunbook(known, name);
    expect(answer.found).toBe(false);
    expect(answer.text).toContain(JSON.stringify(name));
    expect(answer.text).toContain("/runbooks/");
  });

  it("repeats no more than MAX_QUOTED_NAME_CHARS of an unknown name", ({ expect }) => {
    const { text } = findRunbook(known, "x".repeat(MAX_QUOTED_NAME_CHARS + 1));
    expect(text).toContain(`"${"x".repeat(MAX_QUOTED_NAME_CHARS)}"`);
  });
});

it("listRunbooks names every page in order, as links that survive odd names", ({ expect }) => {
  const text = listRunbooks(
    new Map([
      ["B", ""],
      ["A/x y", ""],
    ]),
  );
  expect(text).toBe("# Runbooks\n\n- /runbooks/A%2Fx%20y\n- /runbooks/B\n");
});
