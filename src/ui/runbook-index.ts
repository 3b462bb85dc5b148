import { quotable, type RunbookEntry, type RunbookIndex } from "../runbook/runbook.ts";
import { documentOf } from "./document.ts";
import { Html, html, NOTHING } from "./html.ts";
import { badge, pageLink, searchForm } from "./runbook-parts.ts";

type Entry = readonly [name: string, entry: RunbookEntry];

/** All pages, or those that a query found; `suggested` are names like a query that found none. */
export function indexDocument(found: RunbookIndex, query: string, suggested: readonly string[]): string {
  const asked = quotable(query.trim());
  const main = html`<h1>Farwatch runbooks</h1>
${searchForm(asked)}
${asked === "" ? NOTHING : outcome(found.size, asked)}
${found.size === 0 ? nearMatches(suggested) : groups([...found])}`;
  return documentOf(asked === "" ? "Farwatch runbooks" : `${asked} - Farwatch runbooks`, main, NOTHING);
}

/** Said for a name that has no page. */
export function missingDocument(name: string, suggested: readonly string[]): string {
  const asked = quotable(name);
  const main = html`<h1>No such runbook</h1>
<p>There is no runbook for <bdi><code>${asked}</code></bdi> yet.</p>
${nearMatches(suggested)}
${searchForm("")}`;
  return documentOf("No such runbook", main);
}

function outcome(count: number, asked: string): Html {
  const pages = count === 1 ? "1 page" : `${count === 0 ? "No" : count} pages`;
  return html`<p role="status">${pages} for <bdi><code>${asked}</code></bdi>. <a href="/runbooks">Show all</a></p>`;
}

function nearMatches(names: readonly string[]): Html {
  if (names.length === 0) return NOTHING;
  const items = names.map((name) => html`<li>${pageLink(name)}</li>`);
  return html`<p>The nearest:</p>\n<ul>${items}</ul>`;
}

function groups(entries: readonly Entry[]): readonly Html[] {
  const ruled = entries.filter(([, { raisedBy }]) => raisedBy === "rules");
  const own = entries.filter(([, { raisedBy }]) => raisedBy === "edge");
  return [group("Raised by Bastion's rules", ruled), group("Raised by the edge", own)];
}

function group(title: string, entries: readonly Entry[]): Html {
  if (entries.length === 0) return NOTHING;
  return html`<h2>${title}</h2>\n<ul class="pages">${entries.map(entry)}</ul>\n`;
}

function entry([name, { summary, severities }]: Entry): Html {
  return html`
<li>${pageLink(name)} ${severities.map(badge)}
<p>${new Html(summary)}</p></li>`;
}
