import { Dice } from "../harness/dice.ts";
import { randomFrom } from "../harness/random.ts";

/** Choices that the same seed and case number make again. */
export function diceOf(seed: number, number: number): Dice {
  // Neighbours of one seed must not look alike (the golden ratio in 32 bits).
  const random = randomFrom(seed ^ Math.imul(number + 1, 0x9e3779b1));
  random();
  return new Dice(random);
}
