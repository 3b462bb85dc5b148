import { randomFrom } from "../harness/random.ts";

/** Choices that the same seed and case number make again. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number, number = 0) {
    // Neighbours of one seed must not look alike (the golden ratio in 32 bits).
    this.#random = randomFrom(seed ^ Math.imul(number + 1, 0x9e3779b1));
    this.#random();
  }

  /** From 0, less than `end`. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    // The list is not empty, and the index lies in it.
    return items[this.below(items.length)] as T;
  }

  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]; // the record has no other keys
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return entries[0]?.[0] as K; // rounding
  }
}
