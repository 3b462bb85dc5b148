import { type Evidence, isPage, VERDICT_TABLE, type VerdictRow } from "./verdict.ts";

const COLUMNS: readonly (keyof Evidence)[] = ["heartbeat", "box", "prometheus", "alertmanager", "ui"];

const INTRODUCTION = `# The verdict on Bastion

Farwatch hears of Bastion through the heartbeats marked \`bastion: true\` and looks at it through the probes that have a
\`role\`. From that evidence one pure function makes one verdict: the first row of this table that holds. An empty cell
means "whatever it is".

What the words in the columns mean:

- \`heartbeat\`: \`alive\`, \`missing\` (no ping in time), \`resolved\` (Alertmanager said that the Watchdog has ended), or
  \`none\` (there is none, it waits for its first ping, or it is paused). Of several, one that is alive is enough.
- \`box\`, \`prometheus\`, \`alertmanager\`, \`ui\`: \`up\`, \`down\`, \`unknown\` (we could not look), or \`none\` (no such probe,
  not run yet, or paused). Of several \`box\` probes one that is up is enough; of the other roles each must be up. While
  the heartbeat is alive, a probe is down after its \`failures\` in a row; once it is not, after one confirmed failure.

Verdicts marked with * page (\`severity="critical"\`). \`WatchImpaired\` is a warning, and \`Healthy\` raises nothing. With
no probe that has a role there is no verdict, and \`HeartbeatMissing\` alone is raised.

`;

const WRITTEN_FROM = "<!-- Written from src/watch/verdict.ts; a test keeps the two in step. -->\n";

/** `docs/verdict.md`. */
export function verdictPage(): string {
  const head = ["", ...COLUMNS, "verdict", "why"];
  const rows = VERDICT_TABLE.map((row, index) => cells(row, index + 1));
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((line) => line[column]?.length ?? 0)),
  );
  const lines = [head, widths.map((width) => "-".repeat(width)), ...rows].map((line) => lined(line, widths));
  return `${WRITTEN_FROM}${INTRODUCTION}${lines.join("\n")}\n`;
}

function lined(line: readonly string[], widths: readonly number[]): string {
  return `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}

function cells(row: VerdictRow, number: number): string[] {
  const conditions = COLUMNS.map((column) => (row.when[column] ?? []).join(", "));
  const verdict = `**${row.verdict}**${isPage(row.verdict) ? " \\*" : ""}`;
  return [String(number), ...conditions, verdict, row.why];
}
