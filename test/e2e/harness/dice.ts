import { shuffled } from "./random.ts";

/** Choices by the numbers of `random`: the same numbers make the same ones again. */
export class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number from 0, less than `end`. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  pick<const T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error("Cannot pick one of nothing");
    return items[this.below(items.length)] as T; // within its bounds
  }

  /** Up to `most` different ones, at least `least` while there are so many. */
  some<T>(items: readonly T[], least: number, most: number): T[] {
    return shuffled(items, this.#random).slice(0, this.whole(least, Math.max(least, most)));
  }

  /** One of the names, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]; // the record has no other keys
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return entries[0]?.[0] as K; // rounding
  }

  /** The value in so many cases, undefined in the others. */
  maybe<T>(probability: number, value: () => T): T | undefined {
    return this.chance(probability) ? value() : undefined;
  }
}
