import type { Dice } from "../harness/dice.ts";
import type { SilenceSpec, Step } from "./case.ts";
import { drawMoment } from "./draw-moment.ts";
import { drawSilenceMatcher } from "./words.ts";

export interface SilenceBook {
  /** Of the case. */
  readonly id: string;
  readonly names: SilenceSpec[];
}

/** A silence is set, changed or ended; one that nobody knows sometimes too. */
export function drawSilenceStep(dice: Dice, book: SilenceBook, key: string, beat: number): Step {
  const known = book.names.length > 0;
  const kind = dice.weighted({ set: 6, change: known ? 4 : 0, expire: known ? 3 : 0 });
  if (kind === "expire") return { op: "expire", key, name: dice.pick(book.names).name };
  const silence = kind === "set" ? drawNew(dice, book, beat) : drawChange(dice, dice.pick(book.names), beat);
  book.names.push(silence);
  return { op: "silence", key, silence };
}

function drawNew(dice: Dice, book: SilenceBook, beat: number): SilenceSpec {
  const own = { name: "case", value: book.id, isRegex: false, isEqual: true };
  const others = Array.from({ length: dice.whole(0, 2) }, () => drawSilenceMatcher(dice));
  return {
    name: `s${new Set(book.names.map(({ name }) => name)).size + 1}`,
    matchers: dice.chance(0.5) ? [own, ...others] : [...others, own],
    starts: drawMoment(dice, beat + dice.pick([-2, -1, -1, -1, 0, 1, 2])),
    ends: drawMoment(dice, beat + dice.pick([-1, 1, 2, 3, 4, 9, 40])),
    comment: dice.pick(["on it", "", "“planned” <work>"]),
  };
}

/** What clients do to a silence: longer, shorter, another comment, sometimes other matchers. */
function drawChange(dice: Dice, old: SilenceSpec, beat: number): SilenceSpec {
  return {
    ...old,
    ...(dice.chance(0.3) ? { starts: drawMoment(dice, beat + dice.whole(-2, 2)) } : {}),
    ...(dice.chance(0.6) ? { ends: drawMoment(dice, beat + dice.whole(-1, 6)) } : {}),
    ...(dice.chance(0.3) ? { comment: "changed" } : {}),
    ...(dice.chance(0.2) ? { matchers: old.matchers.toReversed() } : {}),
    ...(dice.chance(0.15) ? { matchers: [...old.matchers, drawSilenceMatcher(dice)] } : {}),
  };
}
