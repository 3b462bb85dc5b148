import { costLines, costTable } from "./cost.ts";
import type { Hot } from "./inspector.ts";
import { type Line, linesOf, verdictOf } from "./lines.ts";
import { type Machine, sentenceOf } from "./machine.ts";
import type { Measured } from "./measured.ts";
import { tableOf } from "./table.ts";
import type { Day } from "./watch-day.ts";

/** All that a run says, for people. */
export function reportText(machine: Machine, measured: Measured, day: Day): string {
  const lines = linesOf(measured);
  const parts = [sentenceOf(machine), tableOf(lines), short(lines), costTable(costLines(day, measured.cpu))];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The same for programs. */
export function reportJson(machine: Machine, measured: Measured, day: Day): string {
  const lines = linesOf(measured).map((line) => ({ ...line, verdict: verdictOf(line) }));
  const cost = costLines(day, measured.cpu);
  return JSON.stringify({ machine, lines, cost, measured, day }, null, 2);
}

function short(lines: readonly Line[]): string {
  const all = lines.filter((line) => verdictOf(line) === "short").map(({ what }) => what);
  return all.length === 0 ? "" : `Short of its goal: ${all.join("; ")}.`;
}

/** Functions by their own share of the time. */
export function profileText(what: string, hot: readonly Hot[]): string {
  return [what, ...hot.map(({ name, share }) => `${(100 * share).toFixed(1).padStart(6)} %  ${name}`)].join(
    "\n",
  );
}
