import { describe, it } from "vitest";
import { makeFiles } from "../../../runbooks/generate.ts";
import type { AlertRule, Runbook } from "../../../src/runbook/runbook.ts";
import { MIN_LISTED_HEADINGS, runbookDocument, runbookMain } from "../../../src/ui/runbook-page.ts";
import { outlineOf } from "./outline.ts";

const warning: AlertRule = { language: "PromQL", severity: "warning", for: "10m", expr: 'a{b="<c>"} > 0.80' };
const critical: AlertRule = { language: "LogQL", severity: "critical", for: "", expr: "a\n  > 0.90" };

function documentFor(name: string, runbook: Runbook): string {
  return runbookDocument(name, runbookMain(name, runbook));
}

function pageOf(over: Partial<Runbook> = {}): string {
  const html = '<h2 id="meaning">Meaning</h2>\n<p>So.</p>';
  const page = { summary: "It is <code>full</code>.", rules: [], headings: [], html };
  return documentFor("DiskFull", { ...page, ...over });
}

function headings(count: number) {
  return Array.from({ length: count }, (_, at) => ({ id: `h${at}`, text: `H &amp; ${at}` }));
}

const mains = [...makeFiles()].filter(([path]) => path.endsWith(".html"));

describe("runbookDocument", () => {
  it("shows name, sentence and text as they were made", ({ expect }) => {
    const page = pageOf();
    expect(page).toContain("<title>DiskFull - runbook</title>");
    expect(page).toContain("<h1>DiskFull</h1>");
    expect(page).toContain('<p class="lead">It is <code>full</code>.</p>');
    expect(page).toContain('<h2 id="meaning">Meaning</h2>\n<p>So.</p>');
    expect(outlineOf(page).faults).toEqual([]);
  });

  it("escapes the name, whatever it is", ({ expect }) => {
    const page = documentFor("<script>alert(1)</script>", {
      summary: "",
      rules: [],
      headings: [],
      html: "",
    });
    expect(page).not.toContain("<script>alert");
    expect(outlineOf(page).faults).toEqual([]);
  });

  it("says nothing of rules where there is none", ({ expect }) => {
    expect(pageOf()).not.toMatch(/class="facts"|id="rule"|Rule/);
  });

  it("shows every rule with severity, time and expression, the worst first", ({ expect }) => {
    const page = pageOf({ rules: [warning, critical], headings: headings(MIN_LISTED_HEADINGS) });
    expect(page).toContain(
      '<ul class="facts" aria-label="When it fires"><li><span class="badge critical">critical</span> at once</li>' +
        '<li><span class="badge warning">warning</span> after 10m</li></ul>',
    );
    const [, section = ""] = page.split('<h2 id="rule">Rule</h2>');
    expect(section.indexOf("critical")).toBeLessThan(section.indexOf("warning"));
    expect(section).toContain("as soon as this LogQL holds:</p>");
    expect(section).toContain("<code>a\n  &gt; 0.90\n</code>");
    expect(section).toContain("when this PromQL holds for 10m:</p>");
    expect(section).toContain("<code>a{b=&quot;&lt;c&gt;&quot;} &gt; 0.80\n</code>");
    expect(page).toContain('<li><a href="#rule">Rule</a></li>');
    expect(outlineOf(page).faults).toEqual([]);
  });

  const severities = [
    { severity: "info", badge: '<span class="badge info">info</span>' },
    { severity: "page", badge: '<span class="badge other">page</span>' },
    { severity: '"><b>', badge: '<span class="badge other">&quot;&gt;&lt;b&gt;</span>' },
  ];
  it.for(severities)("marks $severity", ({ severity, badge }, { expect }) => {
    expect(pageOf({ rules: [{ ...warning, severity }] })).toContain(`${badge} after 10m`);
  });

  it("marks a rule without a severity by nothing", ({ expect }) => {
    expect(pageOf({ rules: [{ ...critical, severity: "" }] })).toContain("<li>at once</li>");
  });

  it("lists the sections from MIN_LISTED_HEADINGS on", ({ expect }) => {
    expect(pageOf({ headings: headings(MIN_LISTED_HEADINGS - 1) })).not.toContain("On this page");
    const page = pageOf({ headings: headings(MIN_LISTED_HEADINGS) });
    expect(page).toContain(
      '<nav class="toc" aria-label="On this page"><ul><li><a href="#h0">H &amp; 0</a></li>',
    );
  });

  it.for(mains)("makes a sound page of %s", ([path, main], { expect }) => {
    const page = runbookDocument(path, main);
    const { faults, ids } = outlineOf(page);
    expect(faults).toEqual([]);
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id = ""]) => id);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });
});
