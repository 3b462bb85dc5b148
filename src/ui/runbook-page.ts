import type { AlertRule, Heading, Runbook } from "../runbook/runbook.ts";
import { documentOf } from "./document.ts";
import { Html, html, NOTHING } from "./html.ts";
import { badge, worstFirst } from "./runbook-parts.ts";

/** So many sections fit on a screen or two, and need no list of their own. */
export const MIN_LISTED_HEADINGS = 4;

/** The page of one alert, around what `runbookMain` made of it before the deploy. */
export function runbookDocument(name: string, main: string): string {
  return documentOf(`${name} - runbook`, new Html(main));
}

/** What the page says, as it is deployed. */
export function runbookMain(name: string, { summary, rules, headings, html: body }: Runbook): string {
  return html`<h1>${name}</h1>
${facts(rules)}
<p class="lead">${new Html(summary)}</p>
${contents(rules.length === 0 ? headings : [...headings, { id: "rule", text: "Rule" }])}
${new Html(body)}
${ruleSection(rules)}`.text;
}

function facts(rules: readonly AlertRule[]): Html {
  if (rules.length === 0) return NOTHING;
  const items = worstFirst(rules).map(({ severity, for: holds }) => {
    return html`<li>${badge(severity)}${holds === "" ? "at once" : `after ${holds}`}</li>`;
  });
  return html`<ul class="facts" aria-label="When it fires">${items}</ul>`;
}

function contents(headings: readonly Heading[]): Html {
  if (headings.length < MIN_LISTED_HEADINGS) return NOTHING;
  const items = headings.map(({ id, text }) => html`<li><a href="#${id}">${new Html(text)}</a></li>`);
  return html`<nav class="toc" aria-label="On this page"><ul>${items}</ul></nav>`;
}

function ruleSection(rules: readonly AlertRule[]): Html {
  if (rules.length === 0) return NOTHING;
  return html`<h2 id="rule">Rule</h2>${worstFirst(rules).map(ruleText)}`;
}

function ruleText({ severity, language, for: holds, expr }: AlertRule): Html {
  const when =
    holds === "" ? `as soon as this ${language} holds` : `when this ${language} holds for ${holds}`;
  return html`
<p>${badge(severity)}${when}:</p>
<div class="code"><pre tabindex="0"><code>${expr}
</code></pre></div>`;
}
