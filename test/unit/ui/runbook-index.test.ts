import { describe, it } from "vitest";
import { runbooks } from "../../../runbooks/index.ts";
import { search } from "../../../src/runbook/find.ts";
import { MAX_QUOTED_NAME_CHARS, type RunbookEntry } from "../../../src/runbook/runbook.ts";
import { indexDocument, missingDocument } from "../../../src/ui/runbook-index.ts";
import { outlineOf } from "./outline.ts";

function page(summary: string, ...severities: readonly string[]): RunbookEntry {
  return { summary, raisedBy: severities.length === 0 ? "edge" : "rules", severities };
}

const some = new Map([
  ["DiskFull", page("A <code>disk</code> is full.", "critical", "warning")],
  ["ProbeFailed", page("A probe failed.")],
]);

describe("indexDocument", () => {
  it("shows every page with its severities in their order, and its sentence", ({ expect }) => {
    const index = indexDocument(some, "", []);
    expect(index).toContain(
      '<li><a href="/runbooks/DiskFull">DiskFull</a> <span class="badge critical">critical</span> ' +
        '<span class="badge warning">warning</span> \n<p>A <code>disk</code> is full.</p></li>',
    );
    expect(index).toContain(
      '<li><a href="/runbooks/ProbeFailed">ProbeFailed</a> \n<p>A probe failed.</p></li>',
    );
    expect(outlineOf(index).faults).toEqual([]);
  });

  it("parts what Bastion's rules raise from what the edge raises", ({ expect }) => {
    const [, bastion = "", edge = ""] = indexDocument(some, "", []).split("<h2>");
    expect([bastion.includes("DiskFull"), bastion.includes("ProbeFailed")]).toEqual([true, false]);
    expect([edge.includes("DiskFull"), edge.includes("ProbeFailed")]).toEqual([false, true]);
  });

  it("leaves out a group that is empty", ({ expect }) => {
    const only = indexDocument(new Map([["A", page("a")]]), "", []);
    expect([...only.matchAll(/<h2>([^<]*)/g)].map(([, title]) => title)).toEqual(["Raised by the edge"]);
  });

  it("asks by a form that needs no script", ({ expect }) => {
    const index = indexDocument(some, "", []);
    expect(index).toContain('<form role="search" action="/runbooks">');
    expect(index).toMatch(/<input id="q" name="q" type="search" value="" aria-label="[^"]+"/);
    expect(index).toContain(`maxlength="${MAX_QUOTED_NAME_CHARS}"`);
  });

  it("repeats the query, and counts what it found", ({ expect }) => {
    const index = indexDocument(new Map([["A", page("a")]]), " dis ", []);
    expect(index).toContain('value="dis"');
    expect(index).toContain('<p role="status">1 page for <bdi><code>dis</code></bdi>.');
    expect(indexDocument(some, "d", [])).toContain("2 pages for");
  });

  it("offers the nearest to a query that found none", ({ expect }) => {
    const index = indexDocument(new Map(), "DskFull", ["DiskFull"]);
    expect(index).toContain("No pages for <bdi><code>DskFull</code></bdi>.");
    expect(index).toContain('<ul><li><a href="/runbooks/DiskFull">DiskFull</a></li></ul>');
    expect(outlineOf(index).faults).toEqual([]);
    expect(indexDocument(new Map(), "x", [])).not.toContain("The nearest");
  });

  it("leads to names that are odd", ({ expect }) => {
    const index = indexDocument(new Map([['A/"x y"\ud800', page("a")]]), "", []);
    expect(index).toContain('<a href="/runbooks/A%2F%22x%20y%22%EF%BF%BD">A/&quot;x y&quot;');
  });

  it("makes a sound page of all that are bundled", ({ expect }) => {
    const index = indexDocument(search(runbooks, ""), "", []);
    expect(outlineOf(index).faults).toEqual([]);
    for (const name of runbooks.keys()) expect(index).toContain(`<a href="/runbooks/${name}">${name}</a>`);
    expect(index).not.toContain("TEMPLATE");
  });
});

const hostile = '"><script>alert(1)</script>\u202e';

it.for([
  ["a query", (text: string) => indexDocument(new Map(), text, [])],
  ["an unknown name", (text: string) => missingDocument(text, [])],
] as const)("%s is escaped, held apart from the text around it, and cut", ([, documentFor], { expect }) => {
  const shown = documentFor(hostile);
  expect(shown).not.toContain("<script>alert");
  expect(shown).toContain("<bdi><code>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202e</code></bdi>");
  expect(outlineOf(shown).faults).toEqual([]);
  expect(documentFor("x".repeat(100_000))).not.toContain("x".repeat(MAX_QUOTED_NAME_CHARS + 1));
});

it("missingDocument says that there is none, offers the nearest and a search", ({ expect }) => {
  const page = missingDocument("diskfull", ["DiskFull"]);
  expect(page).toContain("There is no runbook for <bdi><code>diskfull</code></bdi> yet.");
  expect(page).toContain('<li><a href="/runbooks/DiskFull">DiskFull</a></li>');
  expect(page).toContain('<form role="search"');
  expect(missingDocument("x", [])).not.toContain("The nearest");
});
