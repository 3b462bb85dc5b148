/** Most characters of an unknown name or a query that an answer repeats; alert names are far shorter. */
export const MAX_QUOTED_NAME_CHARS = 80;

/** One rule that raises an alert; an alert may have one for each severity. */
export interface AlertRule {
  readonly language: "PromQL" | "LogQL";
  /** As the rule file has it; empty where the rule sets none. */
  readonly severity: string;
  /** How long the expression holds before it fires; empty for at once. */
  readonly for: string;
  readonly expr: string;
}

/** A heading inside a page, and the id by which a link reaches it. */
export interface Heading {
  readonly id: string;
  readonly text: string;
}

/** A page as it is made of its Markdown and its rules. `summary` and `html` are HTML, with everything in them escaped. */
export interface Runbook {
  /** The page's first sentence. */
  readonly summary: string;
  /** None for an alert that the edge raises itself. */
  readonly rules: readonly AlertRule[];
  /** Of the second level: the sections. */
  readonly headings: readonly Heading[];
  readonly html: string;
}

/** What list and search show of a page. It is bundled; the page itself is a static asset of the Worker's. */
export interface RunbookEntry {
  /** HTML, as the page has it. */
  readonly summary: string;
  readonly raisedBy: "rules" | "edge";
  /** Each once, the worst first; none where no rule sets one. */
  readonly severities: readonly string[];
}

/** What there is of all pages, by the name of their alert. */
export type RunbookIndex = ReadonlyMap<string, RunbookEntry>;

/** What of a caller's name or query is worked on and repeated. */
export function quotable(text: string): string {
  return text.slice(0, MAX_QUOTED_NAME_CHARS).toWellFormed();
}
