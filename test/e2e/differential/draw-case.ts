import { Dice } from "../harness/dice.ts";
import { randomFrom } from "../harness/random.ts";
import type { Case } from "./case.ts";
import { goodAlert } from "./draw-posts.ts";
import { drawAlerts, drawSteps } from "./draw-steps.ts";
import { drawWorld } from "./draw-world.ts";

/** Keeps the seeds of neighbouring cases apart. */
const STRIDE = 7_919;

/** Case `index` of a seed, whatever the number of cases around it. */
export function drawCase(seed: number, index: number, timeoutBeats: number): Case {
  const dice = new Dice(randomFrom(Math.imul(seed, 2_654_435_761) + index * STRIDE));
  const id = `c${index}`;
  const alerts = drawAlerts(dice, id);
  return {
    id,
    ...drawWorld(dice, [...alerts, goodAlert(id)]),
    steps: drawSteps(dice, id, alerts, timeoutBeats),
  };
}
