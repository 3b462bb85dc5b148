// Makes pages/ and index.json of the Markdown in this folder and of the rule files of compose/: `npm run runbooks`
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../src/alert/result.ts";
import { renderRunbook } from "../src/runbook/markdown.ts";
import { type NamedRule, readRules } from "../src/runbook/rules.ts";
import type { AlertRule, Runbook, RunbookEntry } from "../src/runbook/runbook.ts";
import { runbookMain } from "../src/ui/runbook-page.ts";
import { severitiesOf } from "../src/ui/runbook-parts.ts";

const root = join(import.meta.dirname, "..");
const pagesFolder = join(import.meta.dirname, "pages");
const ruleFolders = [
  ["compose/prometheus/rules", "PromQL"],
  ["compose/loki/rules", "LogQL"],
] as const;

/** Here and not in the Worker, where a page would cost more than a request's CPU. Paths are relative to this folder. */
export function makeFiles(): ReadonlyMap<string, string> {
  const rules = ruleFolders.flatMap(([folder, language]) => rulesIn(folder, language));
  const pages = namesIn(import.meta.dirname, ".md")
    .filter((file) => file !== "TEMPLATE.md")
    .map((file) => file.replace(/\.md$/, ""))
    .map((name) => [name, pageOf(name, rules)] as const);
  const index = Object.fromEntries(pages.map(([name, page]) => [name, entryOf(page)]));
  return new Map([
    ["index.json", `${JSON.stringify(index, null, 2)}\n`],
    ...pages.map(([name, page]) => [`pages/${name}.html`, `${runbookMain(name, page)}\n`] as const),
  ]);
}

function pageOf(name: string, rules: readonly NamedRule[]): Runbook {
  const page = unwrap(renderRunbook(name, readFileSync(join(import.meta.dirname, `${name}.md`), "utf8")));
  const own = rules.filter(({ alert }) => alert === name).map(({ rule }) => rule);
  return { summary: page.summary, rules: own, headings: page.headings, html: page.html };
}

function entryOf({ summary, rules }: Runbook): RunbookEntry {
  return { summary, raisedBy: rules.length === 0 ? "edge" : "rules", severities: severitiesOf(rules) };
}

function rulesIn(folder: string, language: AlertRule["language"]): NamedRule[] {
  return namesIn(join(root, folder), ".yaml").flatMap((file) => {
    const path = `${folder}/${file}`;
    return unwrap(readRules(path, readFileSync(join(root, path), "utf8"), language));
  });
}

/** Sorted by code unit: the same order everywhere. */
function namesIn(folder: string, suffix: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort();
}

function unwrap<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function writeFiles(): void {
  rmSync(pagesFolder, { recursive: true, force: true });
  mkdirSync(pagesFolder);
  for (const [path, text] of makeFiles()) writeFileSync(join(import.meta.dirname, path), text);
}

if (import.meta.main) writeFiles();
