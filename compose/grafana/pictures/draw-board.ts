import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, type Shown, type Sources } from "./ask.ts";
import { type Board, type Panel, readBoard } from "./board-file.ts";
import { pageHeight } from "./layout.ts";
import { THE_DAY, THE_WEEK } from "./load-day.ts";
import { isEmpty, pageOf, rangeOf } from "./page.ts";
import type { TimeRange } from "./prometheus.ts";
import { pictureOf } from "./shoot.ts";
import { valuesOfBoard, valuesOfRange } from "./variables.ts";

/** Panels that are right to show nothing on such a day, and why. */
const QUIET: ReadonlyMap<string, string> = new Map([
  ["targets: Down now", "at midnight everything answers; what did not during the day is in the panels below"],
]);

/** Draws a board, and names the panels in which nothing is to be seen, though something should. */
export async function drawBoard(name: string, sources: Sources): Promise<readonly string[]> {
  const board = readBoard(name);
  const range = board.time.from === "now-7d" ? THE_WEEK : THE_DAY;
  const shown = await askAll(board, sources, range);
  const out = join(import.meta.dirname, `${name}.png`);
  writeFileSync(out, pictureOf(pageOf(board, shown, range, whenOf(range)), pageHeight(board.panels)));
  console.log(`drew ${out}`);
  return shown
    .filter(isMissing)
    .map(([panel]) => `${name}: ${panel.title}`)
    .filter((panel) => !QUIET.has(panel));
}

async function askAll(board: Board, sources: Sources, range: TimeRange) {
  const chosen = valuesOfBoard(board.templating.list);
  const shown: (readonly [Panel, Shown | undefined])[] = [];
  for (const panel of board.panels) {
    const own = rangeOf(panel, range);
    const values = new Map([...valuesOfRange(own), ...chosen]);
    shown.push([panel, panel.type === "row" ? undefined : await ask(panel, sources, own, values)]);
  }
  return shown;
}

function isMissing([, shown]: readonly [Panel, Shown | undefined]): boolean {
  return shown !== undefined && isEmpty(shown);
}

function whenOf({ from, to }: TimeRange): string {
  const minute = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
  return `${minute(from)} to ${minute(to)}, made-up data`;
}
