import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "test/e2e/differential");

const table = readFileSync(join(root, "docs/differences.md"), "utf8");
const rows = [...table.matchAll(/^\| (\S[^|]*?) *\|/gm)].map(([, name]) => name);

const code = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
const cited = code.flatMap((text) =>
  [...text.matchAll(/differences\.md, "([^"]+)"/g)].map(([, name]) => name),
);

describe("where the comparison looks away", () => {
  it("it names a row of docs/differences.md", () => {
    expect(cited.length).toBeGreaterThan(5);
    for (const name of cited) expect(rows).toContain(name);
  });

  it("stands in rows that are each named once", () => {
    expect(new Set(rows).size).toBe(rows.length);
  });
});
