import type { Dice } from "../harness/dice.ts";
import type { Moment } from "./case.ts";

/** A moment that may pass by itself: docs/differences.md, "clocks", says to which digit it is told then. */
export function drawMoment(dice: Dice, beat: number): Moment {
  return { beat, style: dice.pick(["utc", "offset"]) };
}

/** A moment that is told as it was written, to the last digit. */
export function drawExactMoment(dice: Dice, beat: number): Moment {
  return { beat, style: dice.pick(["utc", "offset", "nanoseconds"]) };
}
