import type { Labels } from "../../../src/alert/labels.ts";
import type { Dice } from "../harness/dice.ts";
import { type Book, emptyBook, remember, turnTo } from "./book.ts";
import type { Step } from "./case.ts";
import { POSTS } from "./draw-posts.ts";
import { drawQuery } from "./draw-query.ts";
import { drawSilenceStep } from "./draw-silence.ts";
import { drawLabels } from "./words.ts";

const STEPS = { least: 6, most: 11 };
const ALERTS = { least: 3, most: 8 };

const WEIGHTS = { fresh: 24, old: 6, again: 16, resolve: 14, broken: 3, silence: 14, query: 9, wait: 12 };

/** The alerts that may fire in a case. */
export function drawAlerts(dice: Dice, id: string): readonly Labels[] {
  const alerts = new Map<string, Labels>();
  for (let count = dice.whole(ALERTS.least, ALERTS.most); count > 0; count--) {
    const labels = { ...drawLabels(dice), case: id };
    alerts.set(JSON.stringify(labels), labels);
  }
  return [...alerts.values()];
}

/** The steps of a case with these alerts; `timeout` is how many beats `resolve_timeout` lasts. */
export function drawSteps(
  dice: Dice,
  id: string,
  alerts: readonly Labels[],
  timeout: number,
): readonly Step[] {
  const book = emptyBook(id, alerts, timeout);
  const length = dice.whole(STEPS.least, STEPS.most);
  return Array.from({ length }, (_, beat) => drawStep(dice, book, beat));
}

function drawStep(dice: Dice, book: Book, beat: number): Step {
  turnTo(book, beat);
  const key = `step.${beat}`;
  const kind = beat === 0 ? "fresh" : dice.weighted(WEIGHTS);
  if (kind === "wait") return { op: "wait" };
  if (kind === "query") return drawQuery(dice, book.id, key);
  if (kind === "silence") return drawSilenceStep(dice, book.silences, key, beat);
  const drawn = POSTS[kind](dice, book, beat, key);
  if (drawn === undefined) return { op: "wait" };
  for (const alert of drawn.alerts) remember(book, alert, beat);
  return { op: "post", key, slot: drawn.slot ?? 0, alerts: drawn.alerts };
}
