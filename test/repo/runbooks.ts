import type { SourceFile } from "./source.ts";

export const sections = ["Meaning", "Impact", "Diagnosis", "Mitigation", "Verify", "Escalate"] as const;

/** Longest page, and widest line of it: it is read on a phone, at night. */
export const MAX_PAGE_LINES = 100;
export const MAX_COLUMNS = 120;

/** Names of the alerts that `src` raises itself. */
export function raisedAlerts(files: readonly SourceFile[]): string[] {
  const names = files.flatMap(({ text }) =>
    [...text.matchAll(/\balertname(?:: |", |"\s*:\s*)"(Farwatch\w+)"/g)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].sort();
}

/** What a page lacks of title, one sentence, sections in order, and something to copy; and where it is too long. */
export function pageFaults({ path, text }: SourceFile): string[] {
  const title = /^# (\S+)\n/.exec(text)?.[1];
  const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  const hollow = text.split(/^## /m).filter((part) => part.trim().split("\n").length < 3);
  const lines = text.trimEnd().split("\n");
  const wide = lines.filter((line) => line.length > MAX_COLUMNS && !line.startsWith("| "));
  return [
    ...(`${title}.md` === path || path === "TEMPLATE.md" ? [] : [`${path} is titled ${title}`]),
    ...(found.join() === sections.join() ? [] : [`${path} has the sections ${found.join(", ")}`]),
    ...(/^```sh\n/m.test(text) ? [] : [`${path} has no command to copy`]),
    ...hollow.map((part) => `${path} says nothing under ${JSON.stringify(part.split("\n")[0])}`),
    ...(lines.length > MAX_PAGE_LINES ? [`${path} has ${lines.length} lines`] : []),
    ...wide.map(
      (line) => `${path} has a line of ${line.length} columns: ${JSON.stringify(line.slice(0, 40))}`,
    ),
  ];
}

/** Pages that a page links to and that are not there. */
export function lostLinks({ path, text }: SourceFile, names: readonly string[]): string[] {
  const targets = [...text.matchAll(/\]\(\/runbooks\/([^)#]*)/g)].map(([, name = ""]) => name);
  return targets.filter((name) => !names.includes(name)).map((name) => `${path} links to /runbooks/${name}`);
}

export interface Condition {
  readonly expr: string;
  readonly for?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Of an expression, the last comparison with a number, as written: `> 0.90`; undefined where there is none. */
export function lastComparison(expr: string): string | undefined {
  // What stands in strings and in selectors compares nothing.
  const bare = expr
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '""')
    .replace(/#.*$/gm, "")
    .replace(/\{[^}]*\}/g, "{}");
  const comparison = /(==|!=|>=|<=|>|<)\s*(?:bool\s+)?(-?\d[\w.]*(?:\s*[*/]\s*\d[\w.]*)*)/g;
  const [, operator, number] = [...withoutExceptions(bare).matchAll(comparison)].at(-1) ?? [];
  return operator === undefined ? undefined : `${operator} ${number}`;
}

/** Leaves out what `unless` takes away, to the end of its parenthesis: a comparison there is no threshold. */
function withoutExceptions(expr: string): string {
  const start = expr.search(/\bunless\b/);
  if (start < 0) return expr;
  let depth = 0;
  const end = [...expr.slice(start)].findIndex((character) => {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    return depth < 0;
  });
  return expr.slice(0, start) + (end < 0 ? "" : withoutExceptions(expr.slice(start + end)));
}

/** The conditions of one alert that no line of its page tells: `Fires: **critical** when ... > 0.90 for 5m.` */
export function untoldConditions(page: SourceFile, conditions: readonly Condition[]): string[] {
  const lines = firesLines(page);
  return conditions
    .filter((condition) => !lines.some((line) => tells(line, condition)))
    .map((condition) => `${page.path} does not say "${wordsOf(condition).join("...")}"`);
}

/** Lines that no condition stands behind. */
export function inventedConditions(page: SourceFile, conditions: readonly Condition[]): string[] {
  return firesLines(page)
    .filter((line) => !conditions.some((condition) => tells(line, condition)))
    .map((line) => `${page.path} invents ${JSON.stringify(line)}`);
}

function firesLines({ text }: SourceFile): string[] {
  return text.split("\n").filter((line) => line.startsWith("Fires: "));
}

function tells(line: string, condition: Condition): boolean {
  const [start, comparison, end] = wordsOf(condition);
  return line.startsWith(start) && line.includes(comparison) && line.endsWith(end);
}

function wordsOf({ expr, for: holds, labels }: Condition): [start: string, comparison: string, end: string] {
  const comparison = lastComparison(expr);
  return [
    `Fires: **${labels["severity"]}** when `,
    comparison === undefined ? " " : ` ${comparison} `,
    holds === undefined || holds === "0s" ? " at once." : ` for ${holds}.`,
  ];
}
