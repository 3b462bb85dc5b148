import type { AlertRule } from "../runbook/runbook.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** The worst first; each is a class of the stylesheet. */
const KNOWN_SEVERITIES: readonly string[] = ["critical", "warning", "info"];

/** A severity in its colour; the word says it too. */
export function badge(severity: string): Html {
  const colour = KNOWN_SEVERITIES.includes(severity) ? severity : "other";
  return severity === "" ? NOTHING : html`<span class="badge ${colour}">${severity}</span> `;
}

/** Each severity that an alert's rules set once, the worst first. */
export function severitiesOf(rules: readonly AlertRule[]): readonly string[] {
  const set = worstFirst(rules).map(({ severity }) => severity);
  return [...new Set(set)].filter((severity) => severity !== "");
}

export function worstFirst(rules: readonly AlertRule[]): readonly AlertRule[] {
  const rank = ({ severity }: AlertRule) => {
    const at = KNOWN_SEVERITIES.indexOf(severity);
    return at === -1 ? KNOWN_SEVERITIES.length : at;
  };
  return [...rules].sort((a, b) => rank(a) - rank(b));
}

export function pageLink(name: string): Html {
  return html`<a href="/runbooks/${encodeURIComponent(name.toWellFormed())}">${name}</a>`;
}

/** A GET form, so that it works without a script. */
export function searchForm(query: string): Html {
  return html`<form role="search" action="/runbooks">
<input id="q" name="q" type="search" value="${query}" aria-label="Search by alert name" placeholder="Alert name" maxlength="80" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search">
<button>Search</button>
</form>`;
}
