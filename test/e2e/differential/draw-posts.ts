import type { Labels } from "../../../src/alert/labels.ts";
import { defined } from "../../../src/config/defined.ts";
import type { Dice } from "../harness/dice.ts";
import { type Book, quietAlerts } from "./book.ts";
import type { AlertSpec } from "./case.ts";
import { drawExactMoment, drawMoment } from "./draw-moment.ts";
import { SLOTS } from "./timeline.ts";
import { drawAnnotations } from "./words.ts";

export interface Drawn {
  readonly alerts: readonly AlertSpec[];
  readonly slot?: number;
}

type Draw = (dice: Dice, book: Book, beat: number, key: string) => Drawn | undefined;

/** What may be posted on a beat; nothing, where there are no such alerts. */
export const POSTS = {
  fresh: drawFresh,
  old: drawOld,
  again: drawAgain,
  resolve: drawResolve,
  broken: drawBroken,
} satisfies Readonly<Record<string, Draw>>;

const LINKS = ["http://prometheus.example.test/graph?g0=a%3Eb", "/graph"];

/** Alerts that do not fire yet, and begin now or later: their groups wait for `group_wait`. */
function drawFresh(dice: Dice, book: Book, beat: number, key: string): Drawn | undefined {
  const chosen = dice.some(quietAlerts(book), 1, 4);
  if (chosen.length === 0) return undefined;
  const alerts = chosen.map((labels) => {
    const starts = dice.maybe(0.1, () => drawExactMoment(dice, beat + dice.whole(0, 1)));
    const least = starts === undefined ? beat : starts.beat + 1;
    const ends = dice.maybe(0.4, () => drawMoment(dice, least + dice.whole(0, 4)));
    return { ...drawAlert(dice, labels, key), ...defined({ starts, ends }) };
  });
  return { alerts };
}

/** One alert that began a while ago: its group is flushed at once, so it is posted alone, and in a slot of its own. */
function drawOld(dice: Dice, book: Book, beat: number, key: string): Drawn | undefined {
  const [labels] = dice.some(quietAlerts(book), 1, 1);
  if (labels === undefined || book.slots === SLOTS) return undefined;
  // Upstream remembers an alert that ended, and goes on with it: docs/differences.md, "ended alerts".
  const least = Math.max(beat - 4, Math.ceil(book.ended.get(labels) ?? Number.NEGATIVE_INFINITY));
  if (least >= beat) return undefined;
  book.slots += 1;
  const starts = drawExactMoment(dice, dice.whole(least, beat - 1));
  const ends = dice.maybe(0.4, () => drawMoment(dice, beat + dice.whole(0, 4)));
  return { alerts: [{ ...drawAlert(dice, labels, key), starts, ...defined({ ends }) }], slot: book.slots };
}

/** Alerts that fire, told again: as they were, or with another start, end or text. */
function drawAgain(dice: Dice, book: Book, beat: number, key: string): Drawn | undefined {
  const chosen = dice.some([...book.firing], 1, 5);
  if (chosen.length === 0) return undefined;
  const alerts = chosen.map(([labels, said]) => {
    const { annotations, ...alert } = drawAlert(dice, labels, key);
    const text = dice.chance(0.7) ? said.annotations : annotations;
    const starts = dice.chance(0.8) ? said.starts : drawExactMoment(dice, beat - dice.whole(0, 3));
    const ends = dice.maybe(0.5, () => drawMoment(dice, beat + dice.whole(0, 4)));
    return { ...alert, ...defined({ annotations: text, starts, ends }) };
  });
  return { alerts };
}

/**
 * Alerts that fire and have ended; sometimes others go on in the same request. The end of one that does not fire is
 * never told: upstream would name it once more ("ended alerts").
 */
function drawResolve(dice: Dice, book: Book, beat: number, key: string): Drawn | undefined {
  const chosen = dice.some([...book.firing], 1, 3);
  if (chosen.length === 0) return undefined;
  const alerts = chosen.map(([labels, said], nth) => {
    const goesOn = nth > 0 && dice.chance(0.3);
    const ends = goesOn ? undefined : drawExactMoment(dice, beat - 1);
    const starts = said.starts !== undefined && said.starts.beat < beat - 1 ? said.starts : undefined;
    const { annotations } = said;
    return { key: keyOf(key, labels), labels, ...defined({ annotations, starts, ends }) };
  });
  return { alerts };
}

/** The good alert of batches with wrong ones. No other post names it, as it may be taken or not. */
export function goodAlert(id: string): Labels {
  return { alertname: "Good", case: id };
}

/** A batch of which some alerts are wrong. */
function drawBroken(dice: Dice, book: Book, beat: number, key: string): Drawn {
  // A copy, which the book does not take for one of its alerts.
  const labels = { ...dice.pick(book.alerts) };
  const wrong: readonly Partial<AlertSpec>[] = [
    { labels: {} },
    { labels: { ...labels, "": "no name" } },
    { starts: { beat: beat + 1, style: "utc" }, ends: { beat, style: "utc" } },
    { annotations: { "": "no name" } },
    { labels: { ...labels, team: 7 } },
    { generatorURL: "not a url" },
  ];
  const good = dice.chance(0.6) ? [drawAlert(dice, goodAlert(book.id), key)] : [];
  const bad = dice.some(wrong, 1, 2).map((change, nth) => ({ key: `${key} ${nth}`, labels, ...change }));
  return { alerts: [...good, ...bad] };
}

function drawAlert(dice: Dice, labels: Labels, key: string): AlertSpec {
  const annotations = dice.maybe(0.7, () => drawAnnotations(dice));
  const generatorURL = dice.maybe(0.4, () => dice.pick(LINKS));
  return { key: keyOf(key, labels), labels, ...defined({ annotations, generatorURL }) };
}

function keyOf(step: string, labels: Labels): string {
  return `${step} ${JSON.stringify(labels)}`;
}
