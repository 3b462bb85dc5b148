// Makes pages.json of the Markdown in this folder and of the rule files of compose/: `npm run runbooks`
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../src/alert/result.ts";
import { renderRunbook } from "../src/runbook/markdown.ts";
import { type NamedRule, readRules } from "../src/runbook/rules.ts";
import type { AlertRule, Runbook } from "../src/runbook/runbook.ts";

const root = join(import.meta.dirname, "..");
const ruleFolders = [
  ["compose/prometheus/rules", "PromQL"],
  ["compose/loki/rules", "LogQL"],
] as const;

/** The text of pages.json. Here and not in the Worker, where a page would cost more than a request's CPU. */
export function makePages(): string {
  const rules = ruleFolders.flatMap(([folder, language]) => rulesIn(folder, language));
  const pages = namesIn(import.meta.dirname, ".md")
    .filter((file) => file !== "TEMPLATE.md")
    .map((file) => file.replace(/\.md$/, ""))
    .map((name) => [name, pageOf(name, rules)] as const);
  return `${JSON.stringify(Object.fromEntries(pages), null, 2)}\n`;
}

function pageOf(name: string, rules: readonly NamedRule[]): Runbook {
  const page = unwrap(renderRunbook(name, readFileSync(join(import.meta.dirname, `${name}.md`), "utf8")));
  const own = rules.filter(({ alert }) => alert === name).map(({ rule }) => rule);
  return { summary: page.summary, rules: own, headings: page.headings, html: page.html };
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

if (import.meta.main) writeFileSync(join(import.meta.dirname, "pages.json"), makePages());
